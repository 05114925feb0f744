// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A piece of a file on its way to the disk: memory off the heap, aligned as direct writes ask.
///
/// It has up to two holders, the writer and whoever may still read it; when the last lets go, the memory is used
/// again. One that is never let go of is merely not used again.
final class Chunk {
    static final int BYTES = 128 * 1024;

    private final ChunkPool pool;
    private final ByteBuffer bytes;
    private final AtomicInteger holders = new AtomicInteger(1);

    Chunk(ChunkPool pool, ByteBuffer bytes) {
        this.pool = pool;
        this.bytes = bytes;
    }

    /// The memory itself; its position is where filling goes on.
    ByteBuffer bytes() {
        return bytes;
    }

    boolean full() {
        return !bytes.hasRemaining();
    }

    void hold() {
        holders.incrementAndGet();
    }

    void letGo() {
        if (holders.decrementAndGet() == 0) {
            pool.give(bytes);
        }
    }
}
