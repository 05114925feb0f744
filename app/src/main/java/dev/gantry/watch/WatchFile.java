// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// `watch.json`: the old content or the new one, whatever happens while it is written.
final class WatchFile {
    private static final long MOST_BYTES = 16 << 20;

    private final Path file;

    /// @throws IOException when the folder cannot be made
    WatchFile(Path folder) throws IOException {
        this.file = Files.createDirectories(folder).resolve("watch.json");
    }

    /// Empty where there is none.
    Optional<byte[]> content() throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Sets a file aside that cannot be used, for people to look at.
    void setAside() throws IOException {
        Files.move(file, file.resolveSibling("watch.json.damaged"), StandardCopyOption.REPLACE_EXISTING);
    }

    void replace(byte[] content) throws IOException {
        var fresh = file.resolveSibling("watch.json.new");
        try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
