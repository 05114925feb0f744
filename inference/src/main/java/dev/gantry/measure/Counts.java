// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.Optional;
import java.util.OptionalDouble;

/// Right and wrong answers at one threshold.
///
/// @param hits        yes, and it is so
/// @param falseAlarms yes, and it is not so
/// @param rejections  no, and it is not so
/// @param misses      no, and it is so
public record Counts(long hits, long falseAlarms, long rejections, long misses) {

    /// So many of so many; of none, there is no value.
    public record Ratio(long part, long of) {
        public OptionalDouble value() {
            return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / of);
        }

        /// Wilson, 95 %.
        public Optional<Interval> interval() {
            return of == 0 ? Optional.empty() : Optional.of(Interval.wilson(part, of));
        }
    }

    /// Yes is said from the threshold on, the threshold included.
    public static Counts at(Judged judged, double threshold) {
        var counts = new long[4];
        for (int i = 0; i < judged.size(); i++) {
            counts[(judged.scores()[i] >= threshold ? 0 : 2) + (judged.truth()[i] ? 0 : 1)]++;
        }
        return new Counts(counts[0], counts[1], counts[3], counts[2]);
    }

    public long cases() {
        return hits + falseAlarms + rejections + misses;
    }

    public Ratio accuracy() {
        return new Ratio(hits + rejections, cases());
    }

    /// Recall: the share of what is so that is found.
    public Ratio sensitivity() {
        return new Ratio(hits, hits + misses);
    }

    public Ratio specificity() {
        return new Ratio(rejections, rejections + falseAlarms);
    }

    /// Precision: the share of the alarms that are true. Depends on how frequent yes is among the cases.
    public Ratio positivePredictive() {
        return new Ratio(hits, hits + falseAlarms);
    }

    /// The share of the answers no that are true. Depends on how frequent yes is among the cases.
    public Ratio negativePredictive() {
        return new Ratio(rejections, rejections + misses);
    }

    /// Harmonic mean of precision and recall.
    public OptionalDouble f1() {
        return new Ratio(2 * hits, 2 * hits + falseAlarms + misses).value();
    }

    /// Sensitivity + specificity - 1: 0 is chance, 1 without error.
    public OptionalDouble youden() {
        var sensitivity = sensitivity().value();
        var specificity = specificity().value();
        return sensitivity.isEmpty() || specificity.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(sensitivity.getAsDouble() + specificity.getAsDouble() - 1);
    }
}
