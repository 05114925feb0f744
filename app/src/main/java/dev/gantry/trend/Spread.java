// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/// How many of some times fell into which class; the classes grow by a tenth, so that a percentile read from it is at
/// most five percent off. Spreads add up.
final class Spread {
    /// What is shorter counts as this.
    private static final double LEAST_MILLIS = 0.05;
    private static final double GROWTH = 1.1;
    /// The last class begins at some 90 s.
    private static final int CLASSES = 152;
    private static final Spread NONE = new Spread(new int[0]);

    /// Class and count in turn, only those that are not empty, in the order of the classes.
    private final int[] packed;

    private Spread(int[] packed) {
        this.packed = packed;
    }

    /// Collects times; not thread-safe.
    static final class Open {
        private final int[] counts = new int[CLASSES];

        void add(Duration took) {
            counts[classOf(took.toNanos() / 1e6)]++;
        }

        /// What was collected since the last time; then it is empty again.
        Spread take() {
            var spread = packed(counts);
            Arrays.fill(counts, 0);
            return spread;
        }
    }

    private static int classOf(double millis) {
        return Math.clamp((int) Math.floor(Math.log(Math.max(LEAST_MILLIS, millis) / LEAST_MILLIS) / Math.log(GROWTH)),
                0, CLASSES - 1);
    }

    private static Spread packed(int[] counts) {
        int used = (int) Arrays.stream(counts).filter(count -> count > 0).count();
        if (used == 0) {
            return NONE;
        }
        var packed = new int[2 * used];
        int at = 0;
        for (int i = 0; i < CLASSES; i++) {
            if (counts[i] > 0) {
                packed[at++] = i;
                packed[at++] = counts[i];
            }
        }
        return new Spread(packed);
    }

    static Spread sum(Collection<Spread> spreads) {
        var counts = new int[CLASSES];
        for (var spread : spreads) {
            for (int i = 0; i < spread.packed.length; i += 2) {
                counts[spread.packed[i]] += spread.packed[i + 1];
            }
        }
        return packed(counts);
    }

    long count() {
        long count = 0;
        for (int i = 1; i < packed.length; i += 2) {
            count += packed[i];
        }
        return count;
    }

    /// The middle of the class of the smallest time that so many percent are not above, in milliseconds; empty where
    /// there was none.
    OptionalDouble percentile(int percent) {
        long wanted = Math.max(1, (long) Math.ceil(percent / 100.0 * count()));
        for (int i = 0; i < packed.length; i += 2) {
            wanted -= packed[i + 1];
            if (wanted <= 0) {
                return OptionalDouble.of(LEAST_MILLIS * Math.pow(GROWTH, packed[i] + 0.5));
            }
        }
        return OptionalDouble.empty();
    }
}
