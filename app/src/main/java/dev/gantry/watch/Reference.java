// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.time.Instant;

/// What the first exams of a model version showed, until there are enough to hold the later ones to.
///
/// @param positive of the analysed ones
/// @param refused  not analysed, for whatever reason
record Reference(Instant first, Instant last, int positive, int negative, int refused) {
    private static final int LEAST = 200;
    private static final int LEAST_OF_EACH = 30;
    private static final int MOST = 2000;
    private static final double LEAST_DAYS = 7;
    private static final double DAY_SECONDS = 86_400;
    private static final double YEAR_DAYS = 365.25;
    /// One-sided 95 %.
    private static final double Z = 1.645;

    static Reference at(Instant first) {
        return new Reference(first, first, 0, 0, 0);
    }

    int analysed() {
        return positive + negative;
    }

    int all() {
        return analysed() + refused;
    }

    /// A week at least, and enough that the rates are known well; at last what there is after [#MOST].
    boolean complete() {
        boolean known = Math.min(positive, negative) >= LEAST_OF_EACH && analysed() >= LEAST;
        return days() >= LEAST_DAYS && (known || all() >= MOST);
    }

    private double days() {
        return (last.getEpochSecond() - first.getEpochSecond()) / DAY_SECONDS;
    }

    double perYear() {
        return all() / Math.max(LEAST_DAYS, days()) * YEAR_DAYS;
    }

    Reference plus(Instant at, boolean refusedNow, boolean positiveNow) {
        var end = at.isAfter(last) ? at : last;
        return new Reference(first, end,
                positive + (!refusedNow && positiveNow ? 1 : 0),
                negative + (!refusedNow && !positiveNow ? 1 : 0),
                refused + (refusedNow ? 1 : 0));
    }

    /// The highest rate that `events` of `trials` speak for, with 95 % confidence: the score interval of Wilson (Journal
    /// of the American Statistical Association 1927). A chart that is held to this keeps its false-alarm rate in 19 of
    /// 20 references, for each side; one that is held to the observed rate does not (Gandy and Kvaloy, Scandinavian
    /// Journal of Statistics 2013).
    static double highest(int events, int trials) {
        if (trials == 0) {
            return 1;
        }
        double rate = (double) events / trials;
        double z2 = Z * Z / trials;
        return (rate + z2 / 2 + Z * Math.sqrt(rate * (1 - rate) / trials + z2 / 4 / trials)) / (1 + z2);
    }

    static double lowest(int events, int trials) {
        return 1 - highest(trials - events, trials);
    }
}
