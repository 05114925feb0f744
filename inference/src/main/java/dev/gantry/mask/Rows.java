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
final class Rows {
    private final Tensor tensor;
    private final String name;
    private final boolean[] told;
    private final int plane;
    private final int start;
    private final Belonging belonging;
    private final float[] best;
    private final int[] winners;

    /// @param told  of each label whether it matters which cells belong to it
    /// @param plane cells of one label
    /// @param start where the first label's cells begin
    Rows(Tensor tensor, String name, boolean[] told, int plane, int start, Belonging belonging) {
        this.tensor = tensor;
        this.name = name;
        this.told = told;
        this.plane = plane;
        this.start = start;
        this.belonging = belonging;
        int columns = (int) tensor.length(tensor.rank() - 1);
        this.best = new float[columns];
        this.winners = new int[columns];
    }

    /// Fills one row for each label that matters with probabilities, 0 where a cell does not belong.
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
        for (int label = 0; label < told.length; label++) {
            int first = start + label * plane + at;
            for (int x = 0; x < columns; x++) {
                float value = tensor.get(first + x);
                if (!Probability.sound(value, activation)) {
                    return Optional.of(Probability.nonsense(name, value));
                }
                if (value >= cut && told[label]) {
                    rows[label][x] = (float) Probability.of(value, activation);
                }
            }
        }
        return Optional.empty();
    }

    /// Label by label along the row, as the values lie in memory.
    private Optional<String> highest(int at, int columns, float[][] rows) {
        for (int label = 0; label < told.length; label++) {
            int first = start + label * plane + at;
            for (int x = 0; x < columns; x++) {
                float value = tensor.get(first + x);
                if (!Float.isFinite(value)) {
                    return Optional.of(Probability.nonsense(name, value));
                }
                if (label == 0 || value > best[x]) {
                    best[x] = value;
                    winners[x] = label;
                }
            }
        }
        for (int x = 0; x < columns; x++) {
            if (told[winners[x]]) {
                double sum = Probability.exponentials(tensor, start + at + x, told.length, plane, best[x]);
                rows[winners[x]][x] = (float) (1 / sum);
            }
        }
        return Optional.empty();
    }

    private Optional<String> number(int at, int columns, float[][] rows) {
        for (int x = 0; x < columns; x++) {
            float value = tensor.get(start + at + x);
            if (!(value >= 0 && value < told.length) || value != (int) value) {
                return Optional.of("%s holds %s, the manifest knows 0 to %d".formatted(name, value, told.length - 1));
            }
            rows[(int) value][x] = told[(int) value] ? 1 : 0;
        }
        return Optional.empty();
    }
}
