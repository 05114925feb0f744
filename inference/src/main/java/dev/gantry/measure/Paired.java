// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// Two models on the same cases.
///
/// @param area           the difference of the areas, second minus first; empty without cases of both kinds
/// @param onlyFirstRight cases that the first answers rightly and the second does not
/// @param onlySecondRight the other way round
/// @param mcnemar        probability of such an imbalance by chance, exact and two-sided (Q. McNemar,
///                       Psychometrika 12, 1947)
/// @param greatestChange greatest distance between two scores of a case
/// @param meanChange     mean distance
public record Paired(
        Optional<DeLong.Difference> area,
        long onlyFirstRight,
        long onlySecondRight,
        double mcnemar,
        double greatestChange,
        double meanChange) {

    /// @param second the same cases in the same order
    public static Paired of(Judged first, double firstThreshold, Judged second, double secondThreshold) {
        if (!Arrays.equals(first.truth(), second.truth())) {
            throw new IllegalArgumentException("two models are compared on the same cases only");
        }
        long onlyFirst = 0;
        long onlySecond = 0;
        for (int i = 0; i < first.size(); i++) {
            boolean firstRight = first.scores()[i] >= firstThreshold == first.truth()[i];
            boolean secondRight = second.scores()[i] >= secondThreshold == second.truth()[i];
            onlyFirst += firstRight && !secondRight ? 1 : 0;
            onlySecond += secondRight && !firstRight ? 1 : 0;
        }
        var changes = IntStream.range(0, first.size())
                .mapToDouble(i -> Math.abs(first.scores()[i] - second.scores()[i]))
                .summaryStatistics();
        return new Paired(
                first.bothKinds() ? Optional.of(DeLong.difference(first, second)) : Optional.empty(),
                onlyFirst,
                onlySecond,
                mcnemar(onlyFirst, onlySecond),
                first.size() == 0 ? 0 : changes.getMax(),
                changes.getAverage());
    }

    /// Cases whose answer changed.
    public long changed() {
        return onlyFirstRight + onlySecondRight;
    }

    /// Twice the lower tail of a fair coin thrown for each case that only one answers rightly, at most 1.
    static double mcnemar(long onlyFirst, long onlySecond) {
        long thrown = onlyFirst + onlySecond;
        double logTerm = -thrown * Math.log(2);
        double tail = 0;
        for (long k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
            tail += Math.exp(logTerm);
            logTerm += Math.log(thrown - k) - Math.log(k + 1);
        }
        return Math.min(1, 2 * tail);
    }
}
