// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The few things a journal asks of a disk, each of which may fail or be the last before a power cut.
interface Disk {
    /// The disk under this machine.
    Disk LOCAL = new Local();

    /// A file that only grows.
    interface Appending extends Closeable {
        /// Writes everything that remains in `bytes` at the end.
        void write(ByteBuffer bytes) throws IOException;

        /// Forces what was written to the medium (fdatasync).
        void sync() throws IOException;

        /// Cuts the file to `size` bytes; later writes continue there.
        void truncate(long size) throws IOException;
    }

    /// Makes an empty file to write to, in place of any that is there.
    Appending create(Path file) throws IOException;

    /// Renames `from` to `to` in one step.
    void move(Path from, Path to) throws IOException;

    /// Makes a synced copy, in place of any that is there.
    void copy(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /// Forces the names in `folder` to the medium: a synced file without a synced name is still lost.
    void syncFolder(Path folder) throws IOException;

    /// The names in `folder`, sorted.
    List<String> list(Path folder) throws IOException;

    /// [Disk] by [FileChannel].
    final class Local implements Disk {

        @Override
        public Appending create(Path file) throws IOException {
            var channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            return new LocalFile(channel);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void copy(Path from, Path to) throws IOException {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            try (var copy = FileChannel.open(to, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.delete(file);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }

        @Override
        public List<String> list(Path folder) throws IOException {
            try (var files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString()).sorted().toList();
            }
        }
    }

    /// [Appending] by [FileChannel].
    record LocalFile(FileChannel channel) implements Appending {

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
