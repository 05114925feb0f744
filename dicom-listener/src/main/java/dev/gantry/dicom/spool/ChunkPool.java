// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Memory for chunks that is used again and again: pages that were touched before are the fast ones.
final class ChunkPool {
    /// What direct writes ask for on every disk of today; a larger block means buffered writes.
    static final int ALIGNMENT = 4096;

    private static final int MAX_FREE = 512;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(MAX_FREE);

    Chunk take() {
        var used = free.poll();
        return new Chunk(this, used == null
                ? ByteBuffer.allocateDirect(Chunk.BYTES + ALIGNMENT).alignedSlice(ALIGNMENT)
                        .slice(0, Chunk.BYTES)
                : used);
    }

    void give(ByteBuffer bytes) {
        free.offer(bytes.clear()); // when there is no room, the garbage collector has it
    }
}
