// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Journal.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Outboxes whose folder can be looked at as a crash would leave it. No keeper runs in them: what it does is done when
/// the test says so.
public final class Disks {
    private Disks() {}

    /// Small segments, and no sync: a crash of the process loses nothing of what was written.
    public static Outbox open(Path folder, ManualClock clock, long segmentBytes) throws IOException {
        return new Outbox(Logs.in(folder, Durability.WRITE, segmentBytes), clock, clock::nanos);
    }

    public static void maintain(Outbox outbox) {
        outbox.maintain();
    }

    public static List<Path> segments(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
        }
    }

    public static Path newest(Path folder) throws IOException {
        return segments(folder).getLast();
    }

    /// A copy of the folder as it is now.
    public static void copy(Path folder, Path to) throws IOException {
        Files.createDirectories(to);
        for (var segment : segments(folder)) {
            Files.copy(segment, to.resolve(segment.getFileName()));
        }
    }

    public static void cut(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    static void flip(Path file, long at) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
            channel.write(one, at);
        }
    }
}
