// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.stream.IntStream;

/// Answers to one yes-or-no question and the truth, case by case in the same order. The arrays belong to the
/// record.
///
/// @param scores the higher, the surer of yes; any finite number, probabilities from 0 to 1 for [Calibration]
public record Judged(double[] scores, boolean[] truth) {
    public Judged {
        if (scores.length != truth.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + truth.length + " truths");
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a score must be a finite number, is " + score);
            }
        }
    }

    public int size() {
        return scores.length;
    }

    public int positives() {
        return (int) IntStream.range(0, truth.length).filter(i -> truth[i]).count();
    }

    /// Whether there are cases of both kinds: without them no ranking can be judged.
    public boolean bothKinds() {
        int positives = positives();
        return positives > 0 && positives < size();
    }

    /// The scores of one kind, in their order.
    double[] of(boolean kind) {
        return IntStream.range(0, truth.length).filter(i -> truth[i] == kind).mapToDouble(i -> scores[i]).toArray();
    }

    /// Case numbers, highest score first; equal scores in their order.
    int[] descending() {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
