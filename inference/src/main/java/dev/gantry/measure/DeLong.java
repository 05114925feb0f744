// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How sure an area under the ROC curve is, and whether two on the same cases differ (E. R. DeLong, D. M.
/// DeLong, D. L. Clarke-Pearson, Biometrics 44, 1988), by midranks (X. Sun, W. Xu, IEEE Signal Process. Lett.
/// 21, 2014).
public final class DeLong {
    private final double area;
    private final double[] ofPositives;
    private final double[] ofNegatives;

    private DeLong(double area, double[] ofPositives, double[] ofNegatives) {
        this.area = area;
        this.ofPositives = ofPositives;
        this.ofNegatives = ofNegatives;
    }

    /// @param area     from 0 to 1; 0.5 is chance
    /// @param interval Wald's, clipped to 0 and 1; of no width where all pairs are in order
    public record Area(double area, double standardError, Interval interval) {}

    /// @param difference second area minus first
    /// @param p          of a difference as large by chance, two-sided; 1 when the areas and all ranks are equal
    public record Difference(double difference, Interval interval, double p) {}

    /// @param judged with cases of both kinds
    public static Area area(Judged judged) {
        var one = components(judged);
        double standardError = Math.sqrt(covariance(one, one));
        return new Area(one.area, standardError, Interval.around(one.area, standardError).within(0, 1));
    }

    /// @param second the same cases in the same order
    public static Difference difference(Judged first, Judged second) {
        if (!Arrays.equals(first.truth(), second.truth())) {
            throw new IllegalArgumentException("two areas are compared on the same cases only");
        }
        var a = components(first);
        var b = components(second);
        double difference = b.area - a.area;
        double variance = covariance(a, a) + covariance(b, b) - 2 * covariance(a, b);
        double standardError = Math.sqrt(Math.max(0, variance));
        double p = standardError > 0 ? Normal.twoSided(difference / standardError) : difference == 0 ? 1 : 0;
        return new Difference(difference, Interval.around(difference, standardError).within(-1, 1), p);
    }

    /// For each positive the share of negatives below it, for each negative the share of positives above it.
    private static DeLong components(Judged judged) {
        var positives = judged.of(true);
        var negatives = judged.of(false);
        if (positives.length == 0 || negatives.length == 0) {
            throw new IllegalArgumentException("an area needs cases of both kinds");
        }
        var all = new double[positives.length + negatives.length];
        System.arraycopy(positives, 0, all, 0, positives.length);
        System.arraycopy(negatives, 0, all, positives.length, negatives.length);
        var among = midranks(all);
        var amongPositives = midranks(positives);
        var amongNegatives = midranks(negatives);
        var below = new double[positives.length];
        Arrays.setAll(below, i -> (among[i] - amongPositives[i]) / negatives.length);
        var above = new double[negatives.length];
        Arrays.setAll(above, i -> 1 - (among[positives.length + i] - amongNegatives[i]) / positives.length);
        return new DeLong(Arrays.stream(below).average().orElseThrow(), below, above);
    }

    /// Ranks from 1, lowest first; equal values share the middle of their ranks.
    static double[] midranks(double... values) {
        var order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        var ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            double rank = (from + to + 1) / 2.0;
            for (int i = from; i < to; i++) {
                ranks[order[i]] = rank;
            }
            from = to;
        }
        return ranks;
    }

    private static double covariance(DeLong a, DeLong b) {
        return covariance(a.ofPositives, b.ofPositives, a.area, b.area) / a.ofPositives.length
                + covariance(a.ofNegatives, b.ofNegatives, a.area, b.area) / a.ofNegatives.length;
    }

    /// Of a single case nothing is known about how it scatters: 0.
    private static double covariance(double[] a, double[] b, double meanA, double meanB) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - meanA) * (b[i] - meanB);
        }
        return a.length > 1 ? sum / (a.length - 1) : 0;
    }
}
