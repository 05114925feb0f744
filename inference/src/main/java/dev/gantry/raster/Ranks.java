// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import java.util.Arrays;

/// Percentiles of many values, exact, in a few passes and without sorting. Confined to one thread.
///
/// Whole numbers, which most samples are, are counted one by one. Other floats in the order of their bits
/// (with the negative ones turned over) are floats in ascending order: the upper halves of the bits are
/// counted, then the lower halves of those that share the wanted upper half.
public final class Ranks {
    private static final int HALF = 1 << 16;
    private static final int NO_HALF = -1;

    private final int[] upper = new int[HALF];
    private final int[] lower = new int[HALF];
    private float[] values = new float[0];
    private int count;
    private long known;
    private boolean whole;
    private int least;
    private int counted;

    /// Looks at these values from now on; NaN is left out.
    ///
    /// @param values not copied
    /// @param count  how many of the array's values
    public void look(float[] values, int count) {
        this.values = values;
        this.count = count;
        this.counted = NO_HALF;
        Arrays.fill(upper, 0);
        whole = whole();
        if (whole) {
            Arrays.fill(lower, 0);
            known = count;
            countWhole();
        } else {
            known = countUpper();
        }
    }

    /// The values' percentile as NumPy gives it: on a straight line between the two nearest ranks. NaN where
    /// there is no value.
    ///
    /// @param percent 0 to 100
    public double percentile(double percent) {
        if (known == 0) {
            return Double.NaN;
        }
        double place = percent / 100 * (known - 1);
        long rank = (long) place;
        double low = ranked(rank);
        return place == rank ? low : low + (ranked(Math.min(rank + 1, known - 1)) - low) * (place - rank);
    }

    /// Whether all are whole numbers, and not too far apart to be counted.
    private boolean whole() {
        int strange = 0;
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            int number = (int) values[i];
            strange |= Float.floatToRawIntBits(number) ^ Float.floatToRawIntBits(values[i]);
            low = Math.min(low, number);
            high = Math.max(high, number);
        }
        least = low;
        return strange == 0 && (long) high - low < HALF;
    }

    /// In two tables that take turns: neighbours are often equal, and a count waits for the one before.
    private void countWhole() {
        int i = 0;
        for (; i + 1 < count; i += 2) {
            upper[(int) values[i] - least]++;
            lower[(int) values[i + 1] - least]++;
        }
        if (i < count) {
            upper[(int) values[i] - least]++;
        }
        for (int k = 0; k < HALF; k++) {
            upper[k] += lower[k];
        }
    }

    private long countUpper() {
        long found = 0;
        for (int i = 0; i < count; i++) {
            if (values[i] == values[i]) {
                upper[order(values[i]) >>> 16]++;
                found++;
            }
        }
        return found;
    }

    private float ranked(long rank) {
        long before = 0;
        int half = 0;
        while (before + upper[half] <= rank) {
            before += upper[half++];
        }
        if (whole) {
            return least + half;
        }
        countLower(half);
        int rest = 0;
        while (before + lower[rest] <= rank) {
            before += lower[rest++];
        }
        int order = half << 16 | rest;
        return Float.intBitsToFloat(order < 0 ? order ^ 0x8000_0000 : ~order);
    }

    private void countLower(int half) {
        if (counted == half) {
            return;
        }
        counted = half;
        Arrays.fill(lower, 0);
        for (int i = 0; i < count; i++) {
            int order = order(values[i]);
            if (order >>> 16 == half && values[i] == values[i]) {
                lower[order & 0xFFFF]++;
            }
        }
    }

    /// Ascending as an unsigned number.
    private static int order(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits < 0 ? ~bits : bits ^ 0x8000_0000;
    }
}
