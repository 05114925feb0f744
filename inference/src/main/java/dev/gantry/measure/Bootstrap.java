// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The interval of an area under the ROC curve by drawing cases again and again (percentile bootstrap,
/// stratified: positives and negatives are drawn apart). The same seed gives the same interval.
final class Bootstrap {
    /// Limits the time: about a second.
    private static final long MOST_STEPS = 200_000_000;
    private static final int LEAST_ROUNDS = 200;

    private Bootstrap() {}

    /// Rounds that are made of those wanted: fewer of very many cases.
    static int rounds(int wanted, int cases) {
        return Math.clamp(MOST_STEPS / Math.max(1, cases), LEAST_ROUNDS, Math.max(LEAST_ROUNDS, wanted));
    }

    static Interval area(Judged judged, int rounds, long seed) {
        var order = judged.descending();
        var random = new SplittableRandom(seed);
        var positives = kind(judged, order, true);
        var negatives = kind(judged, order, false);
        var weights = new int[order.length];
        var areas = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            Arrays.fill(weights, 0);
            draw(positives, weights, random);
            draw(negatives, weights, random);
            areas[round] = area(judged, order, weights) / positives.length / negatives.length;
        }
        Arrays.sort(areas);
        return new Interval(quantile(areas, 0.025), quantile(areas, 0.975));
    }

    /// Places in the order that hold that kind.
    private static int[] kind(Judged judged, int[] order, boolean kind) {
        return IntStream.range(0, order.length).filter(i -> judged.truth()[order[i]] == kind).toArray();
    }

    private static void draw(int[] from, int[] weights, SplittableRandom random) {
        for (int i = 0; i < from.length; i++) {
            weights[from[random.nextInt(from.length)]]++;
        }
    }

    /// Pairs in the right order, each case as often as it was drawn.
    private static double area(Judged judged, int[] order, int[] weights) {
        double pairs = 0;
        long hits = 0;
        for (int from = 0; from < order.length; ) {
            long tiedHits = 0;
            long tiedAlarms = 0;
            int to = from;
            for (double score = judged.scores()[order[from]];
                    to < order.length && judged.scores()[order[to]] == score;
                    to++) {
                if (judged.truth()[order[to]]) {
                    tiedHits += weights[to];
                } else {
                    tiedAlarms += weights[to];
                }
            }
            pairs += tiedAlarms * (hits + tiedHits / 2.0);
            hits += tiedHits;
            from = to;
        }
        return pairs;
    }

    /// Between two values on a straight line, as numpy does.
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
