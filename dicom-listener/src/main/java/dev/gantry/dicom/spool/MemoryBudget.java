// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.util.concurrent.atomic.AtomicLong;

/// How much of the received bytes may stay in memory for the analysis; the rest is read back from disk.
final class MemoryBudget {
    private final long objectBytes;
    private final long totalBytes;
    private final AtomicLong used = new AtomicLong();
    private final ChunkPool chunks = new ChunkPool();

    /// @param objectBytes an object longer than this is not kept in memory
    /// @param totalBytes  all objects together
    MemoryBudget(long objectBytes, long totalBytes) {
        this.objectBytes = objectBytes;
        this.totalBytes = Math.min(totalBytes, Runtime.getRuntime().maxMemory() / 4); // as much memory is off the heap
    }

    /// Where the memory comes from.
    ChunkPool chunks() {
        return chunks;
    }

    /// Whether `more` bytes of an object that is `length` long so far may stay in memory.
    boolean reserve(long length, int more) {
        if (length > objectBytes || used.addAndGet(more) > totalBytes) {
            if (length <= objectBytes) {
                used.addAndGet(-more);
            }
            return false;
        }
        return true;
    }

    void free(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }
}
