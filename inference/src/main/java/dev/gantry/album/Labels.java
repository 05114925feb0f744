// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Pictures that somebody has read: which hold the finding, and which do not.
record Labels(List<Sample> samples, List<Boolean> positive) {
    private static final Set<String> YES = Set.of("1", "true", "yes", "positive");
    private static final Set<String> NO = Set.of("0", "false", "no", "negative");

    Labels {
        samples = List.copyOf(samples);
        positive = List.copyOf(positive);
    }

    /// Lines `file,label`; the first may be a heading. Files are relative to the list's folder.
    ///
    /// @throws IllegalArgumentException naming file, line and what is expected there
    static Labels read(Path list) throws IOException {
        var folder = list.toAbsolutePath().getParent();
        var samples = new ArrayList<Sample>();
        var positive = new ArrayList<Boolean>();
        var lines = Files.readAllLines(list);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || i == 0 && line.equalsIgnoreCase("file,label")) {
                continue;
            }
            int comma = line.lastIndexOf(',');
            var label = line.substring(comma + 1).strip().toLowerCase(Locale.ROOT);
            if (comma < 0 || !YES.contains(label) && !NO.contains(label)) {
                throw new IllegalArgumentException(list + " line " + (i + 1)
                        + ": expected file,label with label 1 or 0, got \"" + line + "\"");
            }
            var file = folder.resolve(line.substring(0, comma).strip());
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(list + " line " + (i + 1) + ": there is no file " + file
                        + "; paths count from the list's own folder");
            }
            samples.add(Album.image(folder, file));
            positive.add(YES.contains(label));
        }
        if (!positive.contains(true) || !positive.contains(false)) {
            throw new IllegalArgumentException(
                    list + ": both kinds are needed to compare scores, pictures with label 1 and with label 0");
        }
        return new Labels(samples, positive);
    }
}
