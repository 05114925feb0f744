// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Collectors;

/// Tells whether files were changed, without reading them.
final class Edition {
    private static final int MOST_FILES = 10_000;

    private Edition() {}

    /// Of all files in a folder, or of one file.
    static String of(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.limit(MOST_FILES).map(file -> file + ofFile(file)).sorted().collect(Collectors.joining(";"));
        } catch (IOException | UncheckedIOException _) {
            return "gone"; // taken away while it was looked at
        }
    }

    static String ofFile(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isDirectory()
                    ? "/"
                    : "=" + attributes.lastModifiedTime() + "," + attributes.size() + "," + attributes.fileKey();
        } catch (IOException _) {
            return "gone";
        }
    }
}
