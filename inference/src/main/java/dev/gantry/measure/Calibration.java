// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.ArrayList;
import java.util.List;

/// Whether probabilities may be taken at their word.
///
/// @param bins  ten of equal width, from 0 to 1, the empty ones included
/// @param brier mean squared distance of the probability from 0 or 1 (G. W. Brier, Mon. Weather Rev. 78, 1950)
/// @param expected expected calibration error: mean distance of the bins' mean probability from their share of
///              positives, weighted by their cases
/// @param greatest the greatest such distance of any bin
public record Calibration(List<Bin> bins, double brier, double expected, double greatest) {
    private static final int BINS = 10;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /// Cases whose probability is at least `low` and below `high`; of the last bin 1 is included.
    ///
    /// @param mean      of the probabilities; the middle of the bin when there are none
    public record Bin(double low, double high, double mean, Counts.Ratio positives) {
        double distance() {
            return Math.abs(mean - positives.value().orElse(mean));
        }
    }

    /// @param judged one case or more; scores from 0 to 1
    public static Calibration of(Judged judged) {
        var sums = new double[BINS];
        var cases = new long[BINS];
        var positives = new long[BINS];
        double squares = 0;
        for (int i = 0; i < judged.size(); i++) {
            double score = judged.scores()[i];
            int bin = Math.clamp((int) (score * BINS), 0, BINS - 1);
            sums[bin] += score;
            cases[bin]++;
            positives[bin] += judged.truth()[i] ? 1 : 0;
            squares += Math.pow(score - (judged.truth()[i] ? 1 : 0), 2);
        }
        var bins = new ArrayList<Bin>();
        double expected = 0;
        double greatest = 0;
        for (int b = 0; b < BINS; b++) {
            double low = (double) b / BINS;
            double high = (b + 1.0) / BINS;
            double mean = cases[b] == 0 ? (low + high) / 2 : sums[b] / cases[b];
            var bin = new Bin(low, high, mean, new Counts.Ratio(positives[b], cases[b]));
            bins.add(bin);
            expected += bin.distance() * cases[b] / judged.size();
            greatest = Math.max(greatest, bin.distance());
        }
        return new Calibration(bins, squares / judged.size(), expected, greatest);
    }
}
