// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cost;

import java.util.Arrays;

/// What the runs of one [Costs.Key] cost, in nanoseconds, learned from the runs themselves. Pure: no clock.
///
/// For each batch size, the last 64 runs count. What is predicted is a quantile of them: a mean would
/// follow the one run that met a garbage collection, a maximum would keep it. A batch size that was never
/// run is taken to cost in proportion to the next smaller one that was, which errs on the safe side wherever
/// batching is worth anything.
public final class Cost {
    /// Costs nothing and learns nothing.
    public static final Cost UNKNOWN = new Cost();

    /// Runs that are done together, at the most.
    public static final int LARGEST_BATCH = 64;

    private static final int WINDOW = 64;
    private static final double TYPICAL = 0.5;
    private static final double CAUTIOUS = 0.95;

    private static final int ENOUGH = 8;

    private final Runs[] bySize;
    private final long warmUpNanos;

    private Cost() {
        bySize = new Runs[0];
        warmUpNanos = 0;
    }

    Cost(long warmUpNanos) {
        this.warmUpNanos = warmUpNanos;
        bySize = new Runs[LARGEST_BATCH + 1];
        bySize[1] = new Runs();
        bySize[1].learn(warmUpNanos);
    }

    /// Half of the runs take no longer.
    ///
    /// @param size runs done together, 1 to [#LARGEST_BATCH]
    public long typical(int size) {
        return predict(size, false);
    }

    /// One run in twenty takes longer.
    public long cautious(int size) {
        return predict(size, true);
    }

    /// Whether that many take no longer together than one by one. A few slow runs may have had other reasons.
    public boolean worthwhile(int size) {
        return this == UNKNOWN
                || bySize[size] == null
                || bySize[size].count() < ENOUGH
                || typical(size) <= typical(1) * size;
    }

    private long predict(int size, boolean cautious) {
        if (this == UNKNOWN) {
            return 0;
        }
        int known = size;
        while (bySize[known] == null) {
            known--;
        }
        long nanos = cautious ? bySize[known].cautious : bySize[known].typical;
        return known == size ? nanos : Math.ceilDiv(nanos * size, known);
    }

    public void learn(int size, long nanos) {
        if (this == UNKNOWN) {
            return;
        }
        if (bySize[size] == null) {
            bySize[size] = new Runs();
        }
        bySize[size].learn(nanos);
    }

    /// From a run that was cut short: all it tells is that it would have taken longer.
    public void learnAtLeast(int size, long nanos) {
        if (nanos > cautious(size)) {
            learn(size, nanos);
        }
    }

    /// A prediction said that not even an idle device would do. It may be the mark of one bad minute, and
    /// work that is never started teaches nothing, so the longest run is forgotten each time: after a few
    /// dozen such jobs at the most one is tried again, if the warm-up had been fast enough.
    public void doubt() {
        if (this != UNKNOWN) {
            bySize[1].replaceLongest(warmUpNanos);
        }
    }

    /// A ring of the last runs, and the same sorted.
    private static final class Runs {
        private final long[] ring = new long[WINDOW];
        private final long[] sorted = new long[WINDOW];
        private long learned;
        private long typical;
        private long cautious;

        void learn(long nanos) {
            ring[(int) (learned++ % WINDOW)] = nanos;
            sort();
        }

        void replaceLongest(long nanos) {
            long longest = sorted[count() - 1];
            for (int i = 0; i < count(); i++) {
                if (ring[i] == longest) {
                    ring[i] = nanos;
                    sort();
                    return;
                }
            }
        }

        private long quantile(double quantile) {
            return sorted[(int) Math.ceil(quantile * count()) - 1];
        }

        private int count() {
            return (int) Math.min(learned, WINDOW);
        }

        private void sort() {
            System.arraycopy(ring, 0, sorted, 0, count());
            Arrays.sort(sorted, 0, count());
            typical = quantile(TYPICAL);
            cautious = quantile(CAUTIOUS);
        }
    }
}
