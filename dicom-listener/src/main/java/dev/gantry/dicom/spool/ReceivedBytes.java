// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.Part10;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// The bytes of one object: in chunks while they are wanted, then in its file.
///
/// Filled by one event loop; read and released by any thread.
final class ReceivedBytes implements ObjectBytes {
    private final MemoryBudget budget;
    private final CRC32C crc = new CRC32C();
    private final List<Chunk> kept = new ArrayList<>();
    private Optional<Chunk> filling = Optional.empty();
    private int headerBytes;
    private long length;
    private boolean inMemory = true;
    private Optional<Path> path = Optional.empty();
    private Optional<Part10.Opened> file = Optional.empty();

    ReceivedBytes(MemoryBudget budget) {
        this.budget = budget;
    }

    /// The bytes of a file from an earlier life of the process.
    static ReceivedBytes of(Part10.Opened file) {
        var bytes = new ReceivedBytes(new MemoryBudget(0, 0));
        bytes.release();
        bytes.file = Optional.of(file);
        return bytes;
    }

    /// What precedes the data set in the file; to be called first, and once.
    synchronized void start(byte[] header) {
        headerBytes = header.length;
        put(ByteBuffer.wrap(header), _ -> {
            throw new IllegalArgumentException("a header of " + header.length + " bytes");
        });
    }

    /// Takes the fragment in; each chunk that became full is handed to `full` for writing.
    synchronized void append(ByteBuffer fragment, Consumer<Chunk> full) {
        crc.update(fragment.duplicate());
        length += fragment.remaining();
        put(fragment, full);
    }

    private void put(ByteBuffer source, Consumer<Chunk> full) {
        while (source.hasRemaining()) {
            var chunk = filling.orElseGet(this::nextChunk);
            int count = Math.min(source.remaining(), chunk.bytes().remaining());
            chunk.bytes().put(source.slice(source.position(), count));
            source.position(source.position() + count);
            if (chunk.full()) {
                filling = Optional.empty();
                full.accept(chunk);
            }
        }
    }

    private Chunk nextChunk() {
        var next = budget.chunks().take();
        filling = Optional.of(next);
        if (inMemory && budget.reserve(length, Chunk.BYTES)) {
            next.hold();
            kept.add(next);
        } else {
            release();
        }
        return next;
    }

    /// What has not been handed out for writing; nothing can be appended afterwards.
    synchronized Optional<Chunk> rest() {
        var last = filling;
        filling = Optional.empty();
        return last;
    }

    synchronized String fingerprint() {
        return length + "-" + "%08x".formatted(crc.getValue());
    }

    synchronized long length() {
        return length;
    }

    /// The whole object is in its file now.
    synchronized void storedAt(Path written) {
        path = Optional.of(written);
    }

    @Override
    public synchronized boolean ready() {
        return inMemory || path.isPresent() || file.isPresent();
    }

    @Override
    public synchronized void release() {
        inMemory = false;
        kept.forEach(Chunk::letGo);
        budget.free((long) kept.size() * Chunk.BYTES);
        kept.clear();
    }

    @Override
    public synchronized ByteBuffer read(long offset, int count) throws IOException {
        if (!inMemory) {
            return file().read(offset, count);
        }
        if (offset < 0 || offset + count > length) {
            throw new EOFException("bytes " + offset + " to " + (offset + count) + " of a data set of " + length);
        }
        // A copy, not a view: the chunks are used again as soon as they are released.
        var copy = ByteBuffer.allocate(count);
        long at = headerBytes + offset;
        while (copy.hasRemaining()) {
            int start = (int) (at % Chunk.BYTES);
            int part = Math.min(Chunk.BYTES - start, copy.remaining());
            copy.put(kept.get((int) (at / Chunk.BYTES)).bytes().duplicate().clear().slice(start, part));
            at += part;
        }
        return copy.flip();
    }

    private Part10.Opened file() throws IOException {
        if (file.isEmpty()) {
            var written = path.orElseThrow(
                    () -> new IOException("the object is neither in memory nor on disk yet"));
            if (!(Part10.open(written) instanceof Part10.Opened opened)) {
                throw new IOException("its file is no DICOM file any more");
            }
            file = Optional.of(opened);
        }
        return file.orElseThrow();
    }
}
