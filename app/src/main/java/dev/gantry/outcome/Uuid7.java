// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// UUIDs that sort in the order of their making (RFC 9562 5.7), even when the clock stands still or goes
/// back.
final class Uuid7 {
    private static final int COUNTER_LIMIT = 1 << 12;

    private final LongSupplier clockMillis;
    private final RandomGenerator random;
    private long millis;
    private int counter;

    Uuid7(LongSupplier clockMillis) {
        this(clockMillis, new SecureRandom());
    }

    Uuid7(LongSupplier clockMillis, RandomGenerator random) {
        this.clockMillis = clockMillis;
        this.random = random;
    }

    /// RFC 9562 6.2, method 1: `rand_a` counts within a millisecond, from a random start in its lower half.
    synchronized UUID next() {
        long now = clockMillis.getAsLong();
        if (now > millis) {
            millis = now;
            counter = random.nextInt(COUNTER_LIMIT / 2);
        } else if (++counter == COUNTER_LIMIT) {
            millis++;
            counter = 0;
        }
        long high = millis << 16 | 0x7000L | counter;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
