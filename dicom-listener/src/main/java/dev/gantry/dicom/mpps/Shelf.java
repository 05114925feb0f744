// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The steps that are kept, as their bytes, the one that changed longest ago first. Bounded.
final class Shelf {
    static final int MAX_STEPS = 10_000;
    static final long MAX_BYTES = 32L << 20;
    static final Duration ENDED_KEPT = Duration.ofDays(7);
    static final Duration OPEN_KEPT = Duration.ofDays(30);

    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    private record Entry(boolean ended, Instant changedAt, byte[] record) {
        boolean old(Instant now) {
            return changedAt.plus(ended ? ENDED_KEPT : OPEN_KEPT).isBefore(now);
        }
    }

    synchronized Optional<byte[]> get(String uid) {
        return Optional.ofNullable(entries.get(uid)).map(Entry::record);
    }

    synchronized void put(Kept kept, byte[] record) {
        remove(kept.step().sopInstanceUid());
        entries.put(kept.step().sopInstanceUid(),
                new Entry(kept.step().status().ended(), kept.changedAt(), record));
        bytes += record.length;
    }

    synchronized void remove(String uid) {
        var gone = entries.remove(uid);
        bytes -= gone == null ? 0 : gone.record().length;
    }

    synchronized void age(Instant now) {
        for (var uid : entries.entrySet().stream().filter(entry -> entry.getValue().old(now))
                .map(entry -> entry.getKey()).toList()) {
            remove(uid);
        }
    }

    /// Whether one more fits; ended steps make way, the oldest first.
    synchronized boolean hasRoom(long more) {
        while (entries.size() >= MAX_STEPS || bytes + more > MAX_BYTES) {
            var ended = entries.entrySet().stream().filter(entry -> entry.getValue().ended()).findFirst();
            if (ended.isEmpty()) {
                return false;
            }
            remove(ended.get().getKey());
        }
        return true;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized List<byte[]> records() {
        return entries.values().stream().map(Entry::record).toList();
    }
}
