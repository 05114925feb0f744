// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether scores are still spread as they were: the population stability index of each [#WINDOW] scores against the
/// [#REFERENCE] scores at first, in bins that hold a tenth of these each.
///
/// While nothing changes, the index divided by `1/reference + 1/window` is about chi-square distributed with one degree
/// of freedom less than there are bins (Yurdakul and Naranjo, Journal of Risk Model Validation 2020); how far out an
/// alarm must lie follows from a bound on that tail (Laurent and Massart, Annals of Statistics 2000, lemma 1). It is at
/// least [#SHIFTED], the customary mark of a shift that matters.
final class ScoreSpread {
    static final int REFERENCE = 400;
    static final int WINDOW = 200;
    static final double SHIFTED = 0.25;

    private static final int BINS = 10;
    /// Keeps empty bins finite.
    private static final double HALF = 0.5;

    private final List<Double> reference;
    private final double[] edges;
    private final double[] expected;
    private final int[] counts;

    /// @param reference [#REFERENCE] scores
    /// @param window    how many of the present window lie in each bin; as many as [#bins], or none at first
    ScoreSpread(List<Double> reference, List<Integer> window) {
        this.reference = List.copyOf(reference);
        var sorted = reference.stream().sorted().toList();
        var found = new ArrayList<Double>();
        for (int i = 1; i < BINS; i++) {
            found.add(sorted.get(i * sorted.size() / BINS));
        }
        edges = found.stream().distinct().mapToDouble(edge -> edge).toArray();
        expected = new double[edges.length + 1];
        reference.forEach(score -> expected[bin(score)]++);
        counts = window.size() == expected.length
                ? window.stream().mapToInt(count -> count).toArray()
                : new int[expected.length];
    }

    List<Double> reference() {
        return reference;
    }

    List<Integer> window() {
        return Arrays.stream(counts).boxed().toList();
    }

    /// The first whose upper edge is above the score.
    private int bin(double score) {
        int i = Arrays.binarySearch(edges, score);
        return i >= 0 ? i + 1 : -i - 1;
    }

    /// @return whether the window is full: then ask for [#index] and [#clear] it
    boolean add(double score) {
        counts[bin(score)]++;
        return Arrays.stream(counts).sum() >= WINDOW;
    }

    double index() {
        double sum = 0;
        double seen = Arrays.stream(counts).sum();
        for (int i = 0; i < counts.length; i++) {
            double now = (counts[i] + HALF) / (seen + HALF * counts.length);
            double then = (expected[i] + HALF) / (reference.size() + HALF * counts.length);
            sum += (now - then) * Math.log(now / then);
        }
        return sum;
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    /// From which index on a window is a change, if by chance one in `windows` may be called one.
    double limit(double windows) {
        double freedom = edges.length;
        double rare = Math.log(Math.max(1, windows));
        double tail = freedom + 2 * Math.sqrt(freedom * rare) + 2 * rare;
        return Math.max(SHIFTED, (1.0 / reference.size() + 1.0 / WINDOW) * tail);
    }
}
