// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/// The file of one object, `<id>.dcm`. Whether it is whole, only the journal says: a file without an entry was
/// never acknowledged, and goes at the next start.
///
/// Touched by the writer thread only, but for its constant parts.
final class SpoolFile {
    private final ReadyFiles.Name name;
    private final ReceivedBytes bytes;
    private Optional<FileChannel> channel = Optional.empty();
    private boolean direct;
    private long written;
    private Optional<IOException> spoiled = Optional.empty();

    /// @param header the PS3.10 preamble and file meta information that precede the data set
    SpoolFile(ReadyFiles.Name name, byte[] header, ReceivedBytes bytes) {
        this.name = name;
        this.bytes = bytes;
        bytes.start(header);
    }

    String id() {
        return name.id();
    }

    ReadyFiles.Name name() {
        return name;
    }

    ReceivedBytes bytes() {
        return bytes;
    }

    private Path path() {
        return path(name);
    }

    static Path path(ReadyFiles.Name name) {
        return name.folder().resolve(name.id() + ".dcm");
    }

    /// `ExtendedOpenOption.DIRECT` by its name: javac warns of the module jdk.unsupported, where it lives, and
    /// cannot be told not to. Empty on a JDK without it.
    static Optional<OpenOption> directOption() {
        try {
            return Stream.of(Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException _) {
            return Optional.empty();
        }
    }

    /// Opens the file, or makes it.
    ///
    /// @param past where given, the option to write past the page cache: what is written is with the device at
    ///             once, so that a sync at the end has little left to do. Not every file system can
    void open(Optional<OpenOption> past) throws IOException {
        direct = past.isPresent();
        channel = Optional.of(FileChannel.open(path(), Stream.concat(
                        Stream.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), past.stream())
                .toArray(OpenOption[]::new)));
    }

    boolean opened() {
        return channel.isPresent();
    }

    /// Writes what of the chunk is filled, at the end. Only the last one may be less than full.
    void write(Chunk chunk) throws IOException {
        var source = chunk.bytes().duplicate().flip();
        int count = source.limit();
        if (direct && count < Chunk.BYTES) {
            writePadded(source);
        } else {
            all(source, written);
        }
        written += count;
    }

    /// A direct write ends at a block; what is too much is cut off again.
    private void writePadded(ByteBuffer source) throws IOException {
        int count = source.limit();
        int padded = (count + ChunkPool.ALIGNMENT - 1) / ChunkPool.ALIGNMENT * ChunkPool.ALIGNMENT;
        source.limit(padded);
        for (int i = count; i < padded; i++) {
            source.put(i, (byte) 0);
        }
        all(source, written);
        channel.orElseThrow().truncate(written + count);
    }

    private void all(ByteBuffer source, long from) throws IOException {
        long at = from;
        while (source.hasRemaining()) {
            at += channel.orElseThrow().write(source, at);
        }
    }

    void sync() throws IOException {
        channel.orElseThrow().force(false);
    }

    /// The object is whole.
    void complete() throws IOException {
        channel.orElseThrow().close();
        bytes.storedAt(path());
    }

    /// A piece of it could not be written: it will never be whole.
    void spoil(IOException cause) {
        spoiled = Optional.of(cause);
    }

    /// Why it will never be whole.
    Optional<IOException> spoiled() {
        return spoiled;
    }

    /// Nothing of it is kept.
    void remove() throws IOException {
        if (channel.isPresent()) {
            channel.get().close();
        }
        Files.deleteIfExists(path());
    }
}
