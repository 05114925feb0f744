// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The file of one object: `<id>.part` while it grows, `<id>.dcm` once it is whole.
///
/// Touched by the writer thread only, but for its constant parts.
final class SpoolFile {
    private final String id;
    private final Path folder;
    private final byte[] header;
    private final ReceivedBytes bytes;
    private Optional<FileChannel> channel = Optional.empty();
    private boolean spoiled;

    /// @param header the PS3.10 preamble and file meta information that precede the data set
    SpoolFile(String id, Path folder, byte[] header, ReceivedBytes bytes) {
        this.id = id;
        this.folder = folder;
        this.header = header;
        this.bytes = bytes;
    }

    String id() {
        return id;
    }

    Path folder() {
        return folder;
    }

    ReceivedBytes bytes() {
        return bytes;
    }

    Path finalPath() {
        return folder.resolve(id + ".dcm");
    }

    private Path partPath() {
        return folder.resolve(id + ".part");
    }

    void write(ByteBuffer chunk) throws IOException {
        if (spoiled) {
            throw new IOException("an earlier write of this object failed");
        }
        if (channel.isEmpty()) {
            channel = Optional.of(FileChannel.open(
                    partPath(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            all(ByteBuffer.wrap(header));
        }
        all(chunk);
    }

    private void all(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.orElseThrow().write(source);
        }
    }

    void sync() throws IOException {
        channel.orElseThrow().force(false);
    }

    /// Gives the whole object its final name.
    void complete() throws IOException {
        channel.orElseThrow().close();
        Files.move(partPath(), finalPath(), StandardCopyOption.ATOMIC_MOVE);
        bytes.storedAt(finalPath());
    }

    /// A write failed: later ones would leave a hole.
    void spoil() {
        spoiled = true;
    }

    /// Nothing of it is kept.
    void remove() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
        Files.deleteIfExists(partPath());
        Files.deleteIfExists(finalPath());
    }
}
