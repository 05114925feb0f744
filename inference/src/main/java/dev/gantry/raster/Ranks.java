// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import java.util.Arrays;

/// Percentiles of many values, exact, in a few passes and without sorting. Confined to one thread.
///
/// Floats in the order of their bits (with the negative ones turned over) are floats in ascending order: the
/// upper halves of the bits are counted, then the lower halves of those that share the wanted upper half.
public final class Ranks {
    private static final int HALF = 1 << 16;

    private final int[] upper = new int[HALF];
    private final int[] lower = new int[HALF];

    /// The values' percentile as NumPy gives it: on a straight line between the two nearest ranks. NaN, which
    /// is left out, where there is no value.
    ///
    /// @param percent 0 to 100
    /// @param count   how many of the array's values
    public double percentile(float[] values, int count, double percent) {
        long known = countUpper(values, count);
        if (known == 0) {
            return Double.NaN;
        }
        double place = percent / 100 * (known - 1);
        long rank = (long) place;
        double low = ranked(values, count, rank);
        double high = place == rank ? low : ranked(values, count, Math.min(rank + 1, known - 1));
        return low + (high - low) * (place - rank);
    }

    private long countUpper(float[] values, int count) {
        Arrays.fill(upper, 0);
        long known = 0;
        for (int i = 0; i < count; i++) {
            if (values[i] == values[i]) {
                upper[order(values[i]) >>> 16]++;
                known++;
            }
        }
        return known;
    }

    private float ranked(float[] values, int count, long rank) {
        long before = 0;
        int half = 0;
        while (before + upper[half] <= rank) {
            before += upper[half++];
        }
        Arrays.fill(lower, 0);
        for (int i = 0; i < count; i++) {
            int order = order(values[i]);
            if (order >>> 16 == half && values[i] == values[i]) {
                lower[order & 0xFFFF]++;
            }
        }
        int rest = 0;
        while (before + lower[rest] <= rank) {
            before += lower[rest++];
        }
        int order = half << 16 | rest;
        return Float.intBitsToFloat(order < 0 ? order ^ 0x8000_0000 : ~order);
    }

    /// Ascending as an unsigned number.
    private static int order(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits < 0 ? ~bits : bits ^ 0x8000_0000;
    }
}
