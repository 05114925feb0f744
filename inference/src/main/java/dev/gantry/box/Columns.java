// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.candidate.Candidates;
import dev.gantry.model.BoxFormat;
import dev.gantry.model.Head.Activation;
import dev.gantry.tensor.Tensor;

/// A table of boxes: four numbers, maybe objectness, scores; either box by box or number by number.
record Columns(Tensor tensor, String name, int boxes, Steps steps, boolean objectness, Activation activation) {
    static final int BOX = 4;

    record Steps(int box, int value) {}

    static Columns of(Tensor tensor, BoxFormat.Yolo format) {
        int last = (int) tensor.length(2);
        return format.acrossFirst()
                ? new Columns(tensor, format.tensor(), last, new Steps(1, last), format.objectness(),
                        format.activation())
                : rows(tensor, format.tensor(), format.objectness(), format.activation());
    }

    static Columns rows(Tensor tensor, String name, boolean objectness, Activation activation) {
        return new Columns(
                tensor, name, (int) tensor.length(1), new Steps((int) tensor.length(2), 1), objectness, activation);
    }

    double value(int box, int number) {
        return tensor.get(box * steps.box + number * steps.value);
    }

    /// The label with the highest value; the first one of equals, and one whose value is no number before all.
    int bestLabel(int box, int labels) {
        int first = firstScore();
        int best = 0;
        for (int label = 0; label < labels; label++) {
            double value = value(box, first + label);
            if (Double.isNaN(value)) {
                return label;
            }
            if (value > value(box, first + best)) {
                best = label;
            }
        }
        return best;
    }

    /// -1 for nonsense.
    double score(int box, int label, Candidates candidates) {
        double score = candidates.probability(name, value(box, firstScore() + label), activation);
        return objectness ? score * candidates.probability(name, value(box, BOX), activation) : score;
    }

    private int firstScore() {
        return objectness ? BOX + 1 : BOX;
    }
}
