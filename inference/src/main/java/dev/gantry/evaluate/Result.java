// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.label.Labelled.Case;
import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.measure.Paired;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How an evaluation ended.
///
/// @param cases   judged, by name
/// @param leftOut with the reason for each
/// @param models  the one that is judged, and perhaps one to compare it with
public record Result(List<Case> cases, List<LeftOut> leftOut, List<Scored> models) {
    public Result {
        cases = List.copyOf(cases);
        leftOut = List.copyOf(leftOut);
        models = List.copyOf(models);
    }

    /// One case that a model took wrongly.
    ///
    /// @param number place in [#cases]
    public record Wrong(int number, double probability, boolean truth) {}

    public Scored judged() {
        return models.getFirst();
    }

    public boolean compares() {
        return models.size() > 1;
    }

    /// Wrong answers of the judged model to one label, the surest first.
    public List<Wrong> worst(String label, boolean falseAlarms, int most) {
        int at = judged().place(label);
        double threshold = judged().model().thresholds().get(label);
        return Arrays.stream(Tally.known(cases, label))
                .mapToObj(i -> new Wrong(i, judged().answers().get(i)[at], cases.get(i).truth().present().get(label)))
                .filter(one -> one.truth() != falseAlarms && one.probability() >= threshold == falseAlarms)
                .sorted(Comparator.comparingDouble(one -> falseAlarms ? -one.probability() : one.probability()))
                .limit(most)
                .toList();
    }

    /// The two models by label; empty when there is only one.
    public Map<String, Paired> paired() {
        var paired = new LinkedHashMap<String, Paired>();
        if (compares()) {
            var first = models.get(0).questions();
            var second = models.get(1).questions();
            for (int i = 0; i < first.size(); i++) {
                paired.put(first.get(i).label(), Paired.of(first.get(i).judged(), first.get(i).threshold(),
                        second.get(i).judged(), second.get(i).threshold()));
            }
        }
        return paired;
    }

    /// Cases to which the two models answer differently: place in [#cases], first by the greatest change.
    public List<Integer> changed(String label) {
        if (!compares()) {
            return List.of();
        }
        int at = judged().place(label);
        var changed = new ArrayList<Integer>();
        IntStream.range(0, cases.size())
                .filter(i -> yes(0, i, at, label) != yes(1, i, at, label))
                .forEach(changed::add);
        changed.sort(Comparator.comparingDouble(i -> -Math.abs(
                models.get(0).answers().get(i)[at] - models.get(1).answers().get(i)[at])));
        return changed;
    }

    private boolean yes(int model, int number, int at, String label) {
        return models.get(model).answers().get(number)[at] >= models.get(model).model().thresholds().get(label);
    }
}
