// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import java.util.Optional;
import java.util.TreeMap;

/// Which numbers receivers have asked for again. Overlapping requests become one; there is a limit to the rest. Knows
/// no broker; confined to one thread.
public final class Replays {
    /// Separate stretches of numbers that may wait to be answered.
    public static final int MOST_RANGES = 64;

    /// Both ends included.
    public record Range(long from, long to) {}

    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /// @return false when too many wait; ask again later
    public boolean ask(Range range) {
        long from = range.from();
        long to = range.to();
        var below = ranges.floorEntry(from);
        if (below != null && below.getValue() >= from - 1) {
            from = below.getKey();
        }
        for (var next = ranges.ceilingEntry(from); next != null && next.getKey() - 1 <= to;
                next = ranges.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            ranges.remove(next.getKey());
        }
        if (ranges.size() >= MOST_RANGES) {
            return false;
        }
        ranges.put(from, to);
        return true;
    }

    /// The lowest that waits.
    public Optional<Range> next() {
        return Optional.ofNullable(ranges.firstEntry()).map(it -> new Range(it.getKey(), it.getValue()));
    }

    /// All up to this number is on its way.
    public void taken(long upTo) {
        for (var first = ranges.firstEntry(); first != null && first.getKey() <= upTo; first = ranges.firstEntry()) {
            ranges.remove(first.getKey());
            if (first.getValue() > upTo) {
                ranges.put(upTo + 1, first.getValue());
            }
        }
    }

    /// Numbers that wait.
    public long waiting() {
        return ranges.entrySet().stream().mapToLong(it -> it.getValue() - it.getKey() + 1).sum();
    }
}
