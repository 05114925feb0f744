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

/// The bytes of one data set: in chunks while they are wanted, then in its file.
///
/// Filled by one event loop; read and released by any thread.
final class ReceivedBytes implements ObjectBytes {
    static final int CHUNK_BYTES = 256 * 1024;

    private final MemoryBudget budget;
    private final CRC32C crc = new CRC32C();
    private List<byte[]> chunks = new ArrayList<>();
    private byte[] filling = new byte[0];
    private int filled;
    private long length;
    private boolean inMemory = true;
    private long reserved;

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

    /// Takes the fragment in; each chunk that became full is handed to `full` for writing.
    synchronized void append(ByteBuffer fragment, Consumer<ByteBuffer> full) {
        crc.update(fragment.duplicate());
        length += fragment.remaining();
        while (fragment.hasRemaining()) {
            if (filled == filling.length) {
                nextChunk();
            }
            int count = Math.min(fragment.remaining(), filling.length - filled);
            fragment.get(filling, filled, count);
            filled += count;
            if (filled == filling.length) {
                full.accept(ByteBuffer.wrap(filling));
            }
        }
    }

    private void nextChunk() {
        filling = new byte[CHUNK_BYTES];
        filled = 0;
        if (inMemory && budget.reserve(length, CHUNK_BYTES)) {
            reserved += CHUNK_BYTES;
            chunks.add(filling);
        } else {
            release();
        }
    }

    /// What of the last chunk has not been handed out for writing.
    synchronized ByteBuffer rest() {
        return filled == filling.length ? ByteBuffer.allocate(0) : ByteBuffer.wrap(filling, 0, filled);
    }

    synchronized String fingerprint() {
        return length + "-" + "%08x".formatted(crc.getValue());
    }

    synchronized long length() {
        return length;
    }

    /// The whole object is in its file now.
    void storedAt(Path path) throws IOException {
        if (!(Part10.open(path) instanceof Part10.Opened opened)) {
            throw new IOException("the file just written is no DICOM file");
        }
        synchronized (this) {
            file = Optional.of(opened);
        }
    }

    @Override
    public synchronized boolean ready() {
        return inMemory || file.isPresent();
    }

    @Override
    public synchronized void release() {
        inMemory = false;
        chunks = List.of();
        budget.free(reserved);
        reserved = 0;
    }

    @Override
    public synchronized ByteBuffer read(long offset, int count) throws IOException {
        if (!inMemory) {
            return readFile(offset, count);
        }
        if (offset < 0 || offset + count > length) {
            throw new EOFException("bytes " + offset + " to " + (offset + count) + " of a data set of " + length);
        }
        int first = (int) (offset / CHUNK_BYTES);
        int start = (int) (offset % CHUNK_BYTES);
        if (start + count <= CHUNK_BYTES) {
            return ByteBuffer.wrap(chunks.get(first), start, count).slice();
        }
        var joined = ByteBuffer.allocate(count);
        for (int i = first; joined.hasRemaining(); i++) {
            joined.put(chunks.get(i), start, Math.min(CHUNK_BYTES - start, joined.remaining()));
            start = 0;
        }
        return joined.flip();
    }

    private ByteBuffer readFile(long offset, int count) throws IOException {
        return file.orElseThrow(() -> new IOException("the object is neither in memory nor on disk yet"))
                .read(offset, count);
    }
}
