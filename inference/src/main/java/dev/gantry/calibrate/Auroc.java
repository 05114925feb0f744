// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Area under the receiver operating characteristic: how often a picture with the finding scores above one without,
/// ties counted by half (Mann-Whitney; Hanley and McNeil, Radiology 143, 1982).
final class Auroc {
    private Auroc() {}

    static double of(List<Double> scores, List<Boolean> positive) {
        var order = IntStream.range(0, scores.size()).boxed()
                .sorted(Comparator.comparing(scores::get))
                .toArray(Integer[]::new);
        double ranks = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores.get(order[to]).equals(scores.get(order[from]))) {
                to++;
            }
            double shared = (from + 1 + to) / 2.0;
            ranks += shared * Arrays.stream(order, from, to).filter(positive::get).count();
            from = to;
        }
        double with = positive.stream().filter(one -> one).count();
        double without = positive.size() - with;
        return (ranks - with * (with + 1) / 2) / (with * without);
    }
}
