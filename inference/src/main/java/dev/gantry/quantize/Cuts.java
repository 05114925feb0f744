// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import java.util.function.ToDoubleBiFunction;

/// Tries ranges that cut off more and more at the far ends, and keeps the best.
final class Cuts {
    private static final int TRIED = 160;
    /// Of the whole reach.
    private static final double SHORTEST = 0.05;
    private static final int LEVELS = 255;

    private Cuts() {}

    static Range best(Histogram histogram, ToDoubleBiFunction<Histogram, Range> loss) {
        var all = histogram.all();
        var best = all;
        double least = loss.applyAsDouble(histogram, all);
        for (int i = TRIED - 1; i >= TRIED * SHORTEST; i--) {
            float reach = all.reach() * i / TRIED;
            var tried = new Range(Math.clamp(all.low(), -reach, reach), Math.clamp(all.high(), -reach, reach));
            double found = loss.applyAsDouble(histogram, tried);
            if (found < least) {
                least = found;
                best = tried;
            }
        }
        return best;
    }

    /// Expected square error: a step's square over 12 inside, the distance from the end outside. Zeros cost nothing,
    /// they have a level of their own.
    static double squares(Histogram histogram, Range range) {
        var whole = range.withZero();
        double step = ((double) whole.high() - whole.low()) / LEVELS;
        double sum = 0;
        for (int bin = 0; bin < histogram.bins(); bin++) {
            long count = histogram.count(bin);
            if (count == 0) {
                continue;
            }
            boolean zero = histogram.from(bin) == 0 && step > histogram.width();
            double beyond = beyond(histogram, bin, whole);
            sum += count * (beyond > 0 ? beyond * beyond : zero ? 0 : step * step / 12);
        }
        return sum;
    }

    /// How far a bin lies outside; a bin with an end of the range in it lies inside.
    private static double beyond(Histogram histogram, int bin, Range range) {
        double value = histogram.middle(bin);
        if (histogram.from(bin) > range.high()) {
            return value - range.high();
        }
        return histogram.from(bin) + histogram.width() < range.low() ? range.low() - value : 0;
    }

    /// Kullback-Leibler divergence of the distribution, cut at the ends of the range, from what is left of it on 255
    /// levels: the mass of each level spread evenly over the bins of it that are in use. Zeros, half of all values behind
    /// a Relu, are exact whatever the range, and count like the bin beside them.
    static double divergence(Histogram histogram, Range range) {
        int first = histogram.bin(range.withZero().low());
        int last = histogram.bin(range.withZero().high());
        int bins = last - first + 1;
        if (bins <= LEVELS) {
            return Double.POSITIVE_INFINITY; // so few bins lose nothing, and tell nothing
        }
        var cut = new double[bins];
        for (int bin = 0; bin < histogram.bins(); bin++) {
            cut[Math.clamp(bin - first, 0, bins - 1)] += count(histogram, bin);
        }
        double sum = 0;
        for (int level = 0; level < LEVELS; level++) {
            int from = (int) ((long) level * bins / LEVELS);
            int to = (int) ((long) (level + 1) * bins / LEVELS);
            sum += divergence(histogram, first, cut, from, to);
        }
        return sum / histogram.total();
    }

    /// Of one level. Where the quantized distribution has no mass but the cut one has (all of it was cut off), a
    /// value's worth of one ten-thousandth stands for it, so the sum stays finite.
    private static double divergence(Histogram histogram, int first, double[] cut, int from, int to) {
        double mass = 0;
        int used = 0;
        for (int i = from; i < to; i++) {
            long count = count(histogram, first + i);
            mass += count;
            used += count > 0 ? 1 : 0;
        }
        double each = used == 0 ? 0 : mass / used;
        double sum = 0;
        for (int i = from; i < to; i++) {
            if (cut[i] > 0) {
                double kept = count(histogram, first + i) > 0 ? each : 0;
                sum += cut[i] * Math.log(cut[i] / Math.max(kept, 1e-4));
            }
        }
        return sum;
    }

    private static long count(Histogram histogram, int bin) {
        return histogram.count(histogram.from(bin) == 0 ? bin + 1 : bin);
    }
}
