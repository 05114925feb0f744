// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.output.Probability;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/// Reads a mask row by row: which cells belong to which label, and with what probability.
///
/// @param name   of the tensor
/// @param plane  cells of one label
/// @param start  where the first label's cells begin
record Rows(Tensor tensor, String name, int labels, int plane, int start, Belonging belonging) {
    /// Fills one row for each label with probabilities, 0 where a cell does not belong.
    ///
    /// @param at   the row's first cell in its plane
    /// @param rows one for each label
    /// @return what is wrong with a value
    Optional<String> read(int at, int columns, float[][] rows) {
        for (var row : rows) {
            Arrays.fill(row, 0, columns, 0);
        }
        return switch (belonging) {
            case Belonging.Over over -> over(over, at, columns, rows);
            case Belonging.Highest() -> highest(at, columns, rows);
            case Belonging.Number() -> number(at, columns, rows);
        };
    }

    private Optional<String> over(Belonging.Over over, int at, int columns, float[][] rows) {
        var activation = over.activation();
        double cut = activation == Activation.SIGMOID ? Math.log(over.cut() / (1 - over.cut())) : over.cut();
        for (int label = 0; label < labels; label++) {
            int first = start + label * plane + at;
            for (int x = 0; x < columns; x++) {
                float value = tensor.get(first + x);
                if (!Probability.sound(value, activation)) {
                    return Optional.of(Probability.nonsense(name, value));
                }
                if (value >= cut) {
                    rows[label][x] = (float) Probability.of(value, activation);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> highest(int at, int columns, float[][] rows) {
        for (int x = 0; x < columns; x++) {
            int first = start + at + x;
            double highest = Probability.highest(tensor, first, labels, plane);
            if (!Double.isFinite(highest)) {
                return Optional.of(Probability.nonsense(name, highest));
            }
            int label = 0;
            while (tensor.get(first + label * plane) != highest) {
                label++;
            }
            rows[label][x] = (float) (1 / Probability.exponentials(tensor, first, labels, plane, highest));
        }
        return Optional.empty();
    }

    private Optional<String> number(int at, int columns, float[][] rows) {
        for (int x = 0; x < columns; x++) {
            float value = tensor.get(start + at + x);
            if (!(value >= 0 && value < labels) || value != (int) value) {
                return Optional.of("%s holds %s, the manifest knows 0 to %d".formatted(name, value, labels - 1));
            }
            rows[(int) value][x] = 1;
        }
        return Optional.empty();
    }
}
