// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.model.Head.Pool;

/// Connected cells, counted run by run, the slices in order.
final class Shape {
    private final int root;
    private int cells;
    private double covered;
    private double sum;
    private double highest;
    private int left = Integer.MAX_VALUE;
    private int right;
    private int top = Integer.MAX_VALUE;
    private int bottom;
    private final int firstSlice;
    private int slice;
    private int inSlice;
    private int most;
    private int largestSlice;

    /// @param root  the number that its runs go by
    /// @param slice of its first run
    Shape(int root, int slice) {
        this.root = root;
        this.firstSlice = slice;
        this.slice = slice;
        this.largestSlice = slice;
    }

    void add(Runs runs, int run, Grid grid) {
        int length = runs.to(run) - runs.from(run);
        int row = runs.row(run);
        inSlice = runs.slice(run) == slice ? inSlice + length : length;
        slice = runs.slice(run);
        if (inSlice > most) {
            most = inSlice;
            largestSlice = slice;
        }
        cells += length;
        covered += grid.covered(slice, row, runs.from(run), runs.to(run));
        sum += runs.sum(run);
        highest = Math.max(highest, runs.highest(run));
        left = Math.min(left, runs.from(run));
        right = Math.max(right, runs.to(run));
        top = Math.min(top, row);
        bottom = Math.max(bottom, row + 1);
    }

    int root() {
        return root;
    }

    int cells() {
        return cells;
    }

    /// Frame pixels or voxels.
    double covered() {
        return covered;
    }

    double probability(Pool pool) {
        return switch (pool) {
            case MAX -> Math.min(1, highest);
            case MEAN -> Math.min(1, sum / cells);
        };
    }

    /// Edges in cells.
    int left() {
        return left;
    }

    int right() {
        return right;
    }

    int top() {
        return top;
    }

    int bottom() {
        return bottom;
    }

    int firstSlice() {
        return firstSlice;
    }

    int lastSlice() {
        return slice;
    }

    /// The one with most cells, the first of equals.
    int largestSlice() {
        return largestSlice;
    }
}
