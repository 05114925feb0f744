// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.finding.HeadReader.Run;
import dev.gantry.finding.Products.Rendition;
import dev.gantry.model.Head;
import dev.gantry.output.Extent;
import dev.gantry.output.Probability;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A picture that the model made, mapped to grey from 0 to 1; maybe how far it is from the one it was given.
record ImageReader(Head.Image head) implements HeadReader {
    private static final int WITH_DEPTH = 5;

    @Override
    public List<Wanted> wanted(Extent extent) {
        long any = Wanted.ANY;
        return List.of(Wanted.shaped(head.tensor(), Kind.NUMBERS, "[1, 1 or 3, H, W] or [1, 1 or 3, D, H, W]", List.of(
                new long[] {1, 1, any, any},
                new long[] {1, 3, any, any},
                new long[] {1, 1, any, any, any},
                new long[] {1, 3, any, any, any})));
    }

    @Override
    public Optional<String> read(Run run, Answers answers) {
        var nonsense = wanted(run.extent()).getFirst().nonsense(run.outputs());
        if (nonsense.isPresent()) {
            return nonsense;
        }
        var made = run.outputs().get(head.tensor());
        var grey = new float[made.size()];
        double scale = 1 / (head.high() - head.low());
        for (int i = 0; i < grey.length; i++) {
            float value = made.get(i);
            if (!Float.isFinite(value)) {
                return Optional.of(Probability.nonsense(head.tensor(), value));
            }
            grey[i] = (float) Math.clamp((value - head.low()) * scale, 0, 1);
        }
        int rank = made.rank();
        long depth = rank == WITH_DEPTH ? made.length(2) : 1;
        var size = new Extent(depth, made.length(rank - 2), made.length(rank - 1));
        answers.add(new Rendition(head.name(), (int) made.length(1), size, grey));
        return head.difference().isPresent() ? difference(made, run.picture(), answers) : Optional.empty();
    }

    private Optional<String> difference(Tensor made, Tensor given, Answers answers) {
        if (!Arrays.equals(made.shape(), given.shape())) {
            return Optional.of("%s is %s, the input %s: no difference can be told"
                    .formatted(head.tensor(), made, given));
        }
        double sum = 0;
        for (int i = 0; i < made.size(); i++) {
            sum += Math.abs((double) made.get(i) - given.get(i));
        }
        var quantity = head.difference().orElseThrow();
        double value = quantity.scale().factor() * sum / Math.max(1, made.size()) + quantity.scale().offset();
        if (!Double.isFinite(value)) {
            return Optional.of(quantity.name() + " comes to " + value);
        }
        answers.add(quantity, value);
        return Optional.empty();
    }
}
