// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import java.util.Arrays;

/// The weights with which slices at uneven positions make an even grid.
///
/// Between two slices the values run on a straight line; before the first and behind the last they stay as
/// they are, for half a gap: there the stack ends. A step that is longer than the usual gap takes the mean of
/// that line over the whole step, unless only points are asked for.
public final class Positions {
    private static final double LONGER = 1.0001;
    private static final double HAIR = 1e-6;

    private final double[] at;
    private final double low;
    private final double high;
    private final double gap;

    /// @param at ascending and distinct, in millimetres or any other unit; at least 2
    public Positions(double[] at) {
        if (at.length < 2) {
            throw new IllegalArgumentException("a stack has at least 2 slices, not " + at.length);
        }
        this.at = at.clone();
        int last = at.length - 1;
        var gaps = new double[last];
        for (int i = 0; i < last; i++) {
            gaps[i] = at[i + 1] - at[i];
        }
        this.low = at[0] - gaps[0] / 2;
        this.high = at[last] + gaps[last - 1] / 2;
        Arrays.sort(gaps);
        if (!(gaps[0] > 0)) {
            throw new IllegalArgumentException("slices must be at different places, in ascending order");
        }
        this.gap = gaps[(last - 1) / 2];
    }

    /// Where the stack begins: half a gap before the first slice.
    public double low() {
        return low;
    }

    /// Where the stack ends.
    public double high() {
        return high;
    }

    /// The usual distance from slice to slice: the median.
    public double gap() {
        return gap;
    }

    /// Adds up to what a cell of the grid takes of each slice; all zeros for one whose centre lies outside of
    /// the stack.
    ///
    /// @param low     where the cell begins
    /// @param step    how long it is
    /// @param kernel  [Kernel#NEAREST] takes one slice, [Kernel#TWO_NEAREST] a point, the others means
    /// @param weights one for each slice, overwritten
    public void weigh(double low, double step, Kernel kernel, double[] weights) {
        Arrays.fill(weights, 0);
        double center = low + step / 2;
        if (center < this.low - HAIR * step || center > high + HAIR * step) {
            return;
        }
        boolean mean = step > LONGER * gap && kernel != Kernel.TWO_NEAREST && kernel != Kernel.NEAREST;
        if (mean) {
            mean(Math.max(low, this.low), Math.min(low + step, high), weights);
        } else {
            point(center, kernel == Kernel.NEAREST, weights);
        }
        for (int i = 0; i < weights.length; i++) { // a hair of a slice is none: it need not be decoded
            weights[i] = weights[i] < HAIR ? 0 : weights[i];
        }
    }

    private void point(double place, boolean nearest, double[] weights) {
        int last = at.length - 1;
        if (place <= at[0] || place >= at[last]) {
            weights[place <= at[0] ? 0 : last] = 1;
            return;
        }
        int i = 0;
        while (at[i + 1] <= place) {
            i++;
        }
        double share = (place - at[i]) / (at[i + 1] - at[i]);
        if (nearest) {
            weights[share < 0.5 ? i : i + 1] = 1;
        } else {
            weights[i] = 1 - share;
            weights[i + 1] = share;
        }
    }

    /// A straight line's mean is its value in the middle: exact for each piece.
    private void mean(double from, double to, double[] weights) {
        int last = at.length - 1;
        weights[0] += Math.max(0, Math.min(to, at[0]) - from) / (to - from);
        weights[last] += Math.max(0, to - Math.max(from, at[last])) / (to - from);
        for (int i = 0; i < last; i++) {
            double left = Math.max(from, at[i]);
            double right = Math.min(to, at[i + 1]);
            if (right > left) {
                double part = (right - left) / (to - from);
                double share = ((left + right) / 2 - at[i]) / (at[i + 1] - at[i]);
                weights[i] += part * (1 - share);
                weights[i + 1] += part * share;
            }
        }
    }
}
