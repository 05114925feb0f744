// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.Finding.Evidence;
import dev.gantry.finding.HeadReader.Run;
import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head;
import dev.gantry.output.Box;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import dev.gantry.output.Region;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One value per label, read in place: nothing is allocated but the findings.
record ScoresReader(Head.Scores head) implements HeadReader {
    @Override
    public List<Wanted> wanted(Extent extent) {
        var wanted = new ArrayList<Wanted>();
        wanted.add(Wanted.values(head.tensor(), head.labels().size()));
        head.attention().ifPresent(name -> wanted.add(extent.depth() == Wanted.ANY
                ? new Wanted(name, Wanted.Kind.REALS, "with one value per slice", _ -> true)
                : Wanted.values(name, (int) extent.depth())));
        return wanted;
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        var values = run.outputs().get(head.tensor());
        int labels = head.labels().size();
        if (values == null || values.size() != labels) {
            return Optional.of("%s has %s values for %d labels"
                    .formatted(head.tensor(), values == null ? "no" : values.size(), labels));
        }
        if (head.attention().isPresent()) {
            var nonsense = wanted(run.extent()).getLast().nonsense(run.outputs());
            if (nonsense.isPresent()) {
                return nonsense;
            }
            var weights = run.outputs().get(head.attention().get());
            int key = key(run, weights);
            if (key < 0) {
                return Optional.of(head.attention().get() + " holds no finite weight of a slice");
            }
            var box = Box.slice(run.placement(), run.slice(key));
            return scores(values, run.placement().permuted() ? Optional.empty() : Optional.of(box), answers);
        }
        return scores(values, Optional.empty(), answers);
    }

    /// The slice with the highest weight, the first of equals; -1 where a weight is no number.
    private static int key(Run run, Tensor weights) {
        int key = -1;
        for (int i = 0; i < weights.size(); i++) {
            if (!Float.isFinite(weights.get(i))) {
                return -1;
            }
            if (run.slice(i) >= 0 && (key < 0 || weights.get(i) > weights.get(key))) {
                key = i;
            }
        }
        return key;
    }

    private Optional<String> scores(Tensor values, Optional<Box> key, Answers answers) {
        return head.activation() == Activation.SOFTMAX
                ? softmax(values, key, answers)
                : each(values, key, answers);
    }

    private Optional<String> softmax(Tensor values, Optional<Box> key, Answers answers) {
        int labels = head.labels().size();
        double highest = Probability.highest(values, 0, labels, 1);
        if (!Double.isFinite(highest)) {
            return Optional.of(Probability.nonsense(head.tensor(), highest));
        }
        double sum = Probability.exponentials(values, 0, labels, 1, highest);
        for (int i = 0; i < labels; i++) {
            add(i, Math.min(1, Math.exp(values.get(i) - highest) / sum), key, answers);
        }
        return Optional.empty();
    }

    private Optional<String> each(Tensor values, Optional<Box> key, Answers answers) {
        for (int i = 0; i < head.labels().size(); i++) {
            double probability = Probability.of(values.get(i), head.activation());
            if (Double.isNaN(probability)) {
                return Optional.of(Probability.nonsense(head.tensor(), values.get(i)));
            }
            add(i, probability, key, answers);
        }
        return Optional.empty();
    }

    private void add(int label, double probability, Optional<Box> key, Answers answers) {
        var evidence = key.isEmpty()
                ? Evidence.NONE
                : new Evidence(List.of(new Region(probability, key.get())), List.of());
        answers.add(head.labels().get(label), probability, evidence);
    }
}
