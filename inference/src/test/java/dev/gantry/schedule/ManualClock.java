// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A monotonic clock that stands still until it is told to go on. Starts just before System.nanoTime would
/// wrap.
final class ManualClock implements LongSupplier {
    private long nowNanos = Long.MAX_VALUE - 1_000_000;

    @Override
    public long getAsLong() {
        return nowNanos;
    }

    void goOn(Duration time) {
        nowNanos += time.toNanos();
    }
}
