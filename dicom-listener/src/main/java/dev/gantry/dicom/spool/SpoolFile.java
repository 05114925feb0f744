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
import java.util.List;
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
    private Optional<FileChannel> tail = Optional.empty();
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
        channel = Optional.of(FileChannel.open(path(), Stream.concat(
                        Stream.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), past.stream())
                .toArray(OpenOption[]::new)));
        if (past.isPresent()) {
            tail = Optional.of(FileChannel.open(path(), StandardOpenOption.WRITE));
        }
    }

    boolean opened() {
        return channel.isPresent();
    }

    /// Writes what of the chunks is filled, at the end. Only the last one of the file may be less than full.
    ///
    /// Direct writes are of whole blocks; what remains of the last chunk goes through the page cache. To pad it and to
    /// cut the file again costs three times as much.
    void write(List<Chunk> chunks) throws IOException {
        var sources = new ByteBuffer[chunks.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = chunks.get(i).bytes().duplicate().flip();
        }
        if (tail.isEmpty()) {
            all(sources);
            return;
        }
        var last = sources[sources.length - 1];
        int end = last.limit();
        last.limit(end / ChunkPool.ALIGNMENT * ChunkPool.ALIGNMENT);
        all(sources);
        last.limit(end);
        while (last.hasRemaining()) {
            written += tail.get().write(last, written);
        }
    }

    private void all(ByteBuffer[] sources) throws IOException {
        long remaining = Stream.of(sources).mapToLong(ByteBuffer::remaining).sum();
        while (remaining > 0) {
            long count = channel.orElseThrow().write(sources);
            remaining -= count;
            written += count;
        }
    }

    void sync() throws IOException {
        channel.orElseThrow().force(false);
    }

    /// The object is whole.
    void complete() {
        bytes.storedAt(path());
    }

    void close() throws IOException {
        for (var open : Stream.concat(channel.stream(), tail.stream()).toList()) {
            open.close();
        }
    }

    /// A write failed.
    void spoil(IOException why) {
        spoiled = Optional.of(why);
    }

    /// Why nothing more is written.
    Optional<IOException> spoiled() {
        return spoiled;
    }

    /// Nothing of it is kept.
    void remove() throws IOException {
        close();
        Files.deleteIfExists(path());
    }
}
