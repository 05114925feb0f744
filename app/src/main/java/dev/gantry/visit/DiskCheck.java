// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast the spool disk writes and syncs, and how much room it has.
final class DiskCheck implements Check {
    private static final int WRITES = 60;
    /// Of a CT slice.
    private static final int BYTES = 512 << 10;
    private static final double SLOW_MILLIS = 20;
    private static final double TOO_SLOW_MILLIS = 100;
    private static final double GIGABYTE = 1e9;

    private final SpoolSettings settings;

    DiskCheck(SpoolSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> look() {
        var folder = settings.path();
        if (!Files.isDirectory(folder)) {
            return List.of(Finding.note("spool.path: there is no " + folder + " yet",
                    "start the appliance once, or make it, owned by the user that runs gantry"));
        }
        try {
            return List.of(room(folder), speed(folder));
        } catch (IOException e) {
            return List.of(Finding.wrong("spool.path: " + folder + " cannot be written (" + e.getClass().getSimpleName()
                    + ")", "run gantry doctor as the user that runs gantry, or as root; see who owns the folder"));
        }
    }

    private Finding room(Path folder) throws IOException {
        var store = Files.getFileStore(folder);
        double used = 100.0 * (store.getTotalSpace() - store.getUsableSpace()) / Math.max(1, store.getTotalSpace());
        return room(used, store.getUsableSpace());
    }

    Finding room(double usedPercent, long freeBytes) {
        var words = String.format(Locale.ROOT, "%.1f GB free, %.0f %% used", freeBytes / GIGABYTE, usedPercent);
        if (usedPercent >= settings.refusePercent()) {
            return Finding.wrong(words + ": C-STORE is refused from " + settings.refusePercent() + " %",
                    "make room on the disk, or give the spool a disk of its own");
        }
        return usedPercent >= settings.evictPercent()
                ? Finding.note(words + ": settled objects go from " + settings.evictPercent() + " %")
                : Finding.ok(words);
    }

    private Finding speed(Path folder) throws IOException {
        var file = Files.createTempFile(folder, "doctor-", ".tmp");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var nanos = new ArrayList<Long>();
            var bytes = ByteBuffer.allocateDirect(BYTES);
            for (int i = 0; i < WRITES; i++) {
                long began = System.nanoTime();
                bytes.clear();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
                nanos.add(System.nanoTime() - began);
            }
            return speed(Figure.ofNanos(nanos));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    Finding speed(Figure figure) {
        var words = "512 kB written and synced: " + figure.words();
        boolean waited = settings.durability() == Durability.FSYNC;
        var finding = figure.percentile(50) <= SLOW_MILLIS ? Finding.ok(words)
                : waited && figure.percentile(50) > TOO_SLOW_MILLIS
                        ? Finding.wrong(words + ": each image waits for that",
                                "use an SSD with power-loss protection; no network disk")
                        : Finding.note(words + ": slow", "use an SSD; no network disk");
        return finding.with(figure.tree());
    }
}
