// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import java.util.Arrays;

/// How often a tensor took which values: counts in equal bins on both sides of 0, filled value by value.
///
/// The memory is the same however many values come. When one lies outside, two bins each become one; the width of a
/// bin is always a power of two, so the counts do not depend on the order in which the values came.
public final class Histogram {
    /// On each side of 0: 64 KiB for both sides.
    static final int SIDE = 4096;

    private final long[] counts = new long[2 * SIDE];
    private double width;
    private long total;
    private float least = Float.POSITIVE_INFINITY;
    private float greatest = Float.NEGATIVE_INFINITY;

    /// @param values finite
    /// @throws IllegalArgumentException when a value is NaN or infinite
    public void add(float... values) {
        float low = least;
        float high = greatest;
        for (float value : values) {
            low = Math.min(low, value); // NaN stays NaN
            high = Math.max(high, value);
        }
        if (!(low >= -Float.MAX_VALUE && high <= Float.MAX_VALUE) && values.length > 0) {
            throw new IllegalArgumentException("a value that is no finite number");
        }
        least = low;
        greatest = high;
        widen(Math.max(Math.abs(low), Math.abs(high)));
        float scale = (float) (1 / width); // exact: a power of two
        for (float value : values) {
            counts[(int) Math.floor(value * scale) + SIDE]++;
        }
        total += values.length;
    }

    private void widen(double reach) {
        if (width == 0) {
            width = Math.scalb(1.0, Math.max(-100, Math.getExponent(Math.max(reach, Float.MIN_NORMAL) / SIDE)));
        }
        while (reach >= width * SIDE) {
            var merged = new long[2 * SIDE];
            for (int i = 0; i < counts.length; i++) {
                merged[(i - SIDE >> 1) + SIDE] += counts[i];
            }
            System.arraycopy(merged, 0, counts, 0, counts.length);
            width *= 2;
        }
    }

    public boolean isEmpty() {
        return total == 0;
    }

    long total() {
        return total;
    }

    /// All values that came lie in it, and its ends did come.
    ///
    /// @throws IllegalStateException when nothing was added
    public Range all() {
        if (isEmpty()) {
            throw new IllegalStateException("no values were added");
        }
        return new Range(least, greatest);
    }

    int bins() {
        return counts.length;
    }

    long count(int bin) {
        return counts[bin];
    }

    /// Where a bin begins.
    double from(int bin) {
        return (bin - SIDE) * width;
    }

    /// Half-way through a bin.
    double middle(int bin) {
        return (bin - SIDE + 0.5) * width;
    }

    double width() {
        return width;
    }

    /// The bin of a value that lies in the histogram, the nearest of one that does not.
    int bin(double value) {
        return Math.clamp((long) Math.floor(value / width) + SIDE, 0, counts.length - 1);
    }

    @Override
    public String toString() {
        return total + " values from " + least + " to " + greatest + ", bins in use "
                + Arrays.stream(counts).filter(count -> count > 0).count();
    }
}
