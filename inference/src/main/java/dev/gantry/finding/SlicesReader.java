// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.HeadReader.Run;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head;
import dev.gantry.output.Box;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import dev.gantry.output.Region;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// One value per slice and label: `[1, T, labels]`. Slices that only fill up the tensor do not count.
record SlicesReader(Head.Slices head) implements HeadReader {
    @Override
    public List<Wanted> wanted(Extent extent) {
        int labels = head.labels().size();
        long slices = extent.depth();
        var patterns = labels == 1
                ? List.of(
                        new long[] {slices},
                        new long[] {1, slices},
                        new long[] {slices, 1},
                        new long[] {1, slices, 1})
                : List.of(new long[] {slices, labels}, new long[] {1, slices, labels});
        var text = "[1, %s, %d]".formatted(slices == Wanted.ANY ? "T" : slices, labels);
        return List.of(Wanted.shaped(head.tensor(), Kind.REALS, text, patterns));
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        var nonsense = wanted(run.extent()).getFirst().nonsense(run.outputs());
        if (nonsense.isPresent()) {
            return nonsense;
        }
        var values = run.outputs().get(head.tensor());
        int labels = head.labels().size();
        for (int i = 0; i < labels; i++) {
            int key = -1;
            int counted = 0;
            double sum = 0;
            double highest = -1;
            for (int at = i; at < values.size(); at += labels) {
                double probability = probability(values, at, at - i);
                if (Double.isNaN(probability)) {
                    return Optional.of(Probability.nonsense(head.tensor(), values.get(at)));
                }
                int slice = run.slice(at / labels);
                if (slice >= 0) {
                    counted++;
                    sum += probability;
                    key = probability > highest ? slice : key;
                    highest = Math.max(highest, probability);
                }
            }
            if (counted == 0) {
                return Optional.of(head.tensor() + " holds no value of a slice of the series");
            }
            double score = head.pool() == Pool.MAX ? highest : Math.min(1, sum / counted);
            var where = new Region(highest, Box.slice(run.placement(), key));
            answers.add(head.labels().get(i), score, run.evidence(List.of(where), List.of()));
        }
        return Optional.empty();
    }

    /// @param first index of the slice's first value
    private double probability(Tensor values, int at, int first) {
        if (head.activation() != Activation.SOFTMAX) {
            return Probability.of(values.get(at), head.activation());
        }
        int labels = head.labels().size();
        double highest = Probability.highest(values, first, labels, 1);
        return Double.isFinite(highest)
                ? Math.exp(values.get(at) - highest) / Probability.exponentials(values, first, labels, 1, highest)
                : Double.NaN;
    }
}
