// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// How fast the disk fills: the net growth over the last two hours, in steps of a minute.
///
/// Pure: time is handed in. Confined to one thread. At most 121 samples.
final class FillRate {
    private static final long STEP_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long WINDOW_NANOS = Duration.ofHours(2).toNanos();
    /// Less says nothing: one exam would look like a flood.
    private static final long LEAST_NANOS = Duration.ofMinutes(5).toNanos();
    private static final double NANOS_PER_HOUR = Duration.ofHours(1).toNanos();
    /// A year is as good as never.
    private static final double MOST_HOURS = 8760;

    private record Sample(long nanos, long bytes) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /// @param bytes what is used now
    void add(long nowNanos, long bytes) {
        if (!samples.isEmpty() && nowNanos - samples.peekLast().nanos() < STEP_NANOS) {
            return;
        }
        samples.add(new Sample(nowNanos, bytes));
        while (nowNanos - samples.peek().nanos() > WINDOW_NANOS) {
            samples.poll();
        }
    }

    /// Hours until `limit` bytes are used if it goes on like this; empty when it does not grow, or when too little
    /// is known yet, or when it takes longer than a year.
    Optional<Double> hoursUntil(long limit) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        var first = samples.peekFirst();
        var last = samples.peekLast();
        long span = last.nanos() - first.nanos();
        long growth = last.bytes() - first.bytes();
        if (span < LEAST_NANOS || growth <= 0) {
            return Optional.empty();
        }
        double hours = Math.max(0, limit - last.bytes()) / (double) growth * span / NANOS_PER_HOUR;
        return Optional.of(hours).filter(it -> it <= MOST_HOURS);
    }
}
