// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.time.Duration;

/// The moment on the monotonic clock by which an outcome must have left the appliance.
///
/// Compares by difference throughout, as System.nanoTime may wrap.
public record Deadline(long atNanos) implements Comparable<Deadline> {
    public static Deadline after(Duration budget, long nowNanos) {
        return new Deadline(nowNanos + budget.toNanos());
    }

    /// Negative once it has passed.
    public Duration left(long nowNanos) {
        return Duration.ofNanos(atNanos - nowNanos);
    }

    public boolean passed(long nowNanos) {
        return nowNanos - atNanos >= 0;
    }

    @Override
    public int compareTo(Deadline other) {
        return Long.signum(atNanos - other.atNanos);
    }
}
