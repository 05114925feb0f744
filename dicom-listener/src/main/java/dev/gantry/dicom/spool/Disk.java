// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The disk under the spool.
@FunctionalInterface
interface Disk {

    /// How much room there is, in bytes.
    ///
    /// @param total  of the file system
    /// @param free   of it, for the administrator
    /// @param usable of it, for an ordinary user; less than `free` where the file system keeps a reserve
    record Space(long total, long free, long usable) {

        long used() {
            return total - free;
        }

        /// How full it is for an ordinary user, in percent, as `df` counts it.
        double usedPercent() {
            return used() + usable == 0 ? 0 : 100.0 * used() / (used() + usable);
        }

        /// What is used when it is `percent` full.
        long at(double percent) {
            return (long) ((used() + usable) * percent / 100);
        }
    }

    Space space() throws IOException;

    /// The one that holds `folder`.
    static Disk of(Path folder) throws IOException {
        var store = Files.getFileStore(folder);
        return () -> new Space(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace());
    }

    /// Makes the names in a folder as durable as the files they name.
    static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
