// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The disk under the spool.
final class Disk {
    private final FileStore store;

    Disk(Path folder) throws IOException {
        store = Files.getFileStore(folder);
    }

    /// How full it is for an ordinary user, in percent, as `df` counts it.
    double usedPercent() {
        try {
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            long usable = store.getUsableSpace();
            return used + usable == 0 ? 0 : 100.0 * used / (used + usable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the names in a folder as durable as the files they name.
    static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
