// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.box;

import dev.gantry.model.BoxFormat.Form;
import dev.gantry.model.BoxFormat.PriorLevel;
import dev.gantry.model.BoxFormat.Priors;
import dev.gantry.output.Extent;
import dev.gantry.tensor.Tensor;

/// Centre and size of each prior box, in input pixels: x, y, width, height one after the other.
final class PriorBoxes {
    private PriorBoxes() {}

    static int count(Priors.Made made) {
        int count = 0;
        for (var level : made.levels()) {
            count += level.rows() * level.columns() * perCell(level);
        }
        return count;
    }

    private static int perCell(PriorLevel level) {
        return 2 + 2 * level.ratios().size();
    }

    /// Level by level, row by row, cell by cell: the square of the level's scale, the one between this scale
    /// and the next, then for each ratio r the one of width `scale sqrt(r)` and height `scale / sqrt(r)` and
    /// the same turned (Liu et al. 2016, as torchvision.models.detection.anchor_utils.DefaultBoxGenerator).
    static double[] make(Priors.Made made, Extent extent) {
        var priors = new double[4 * count(made)];
        int at = 0;
        for (int i = 0; i < made.levels().size(); i++) {
            var level = made.levels().get(i);
            boolean last = i == made.levels().size() - 1;
            var sizes = sizes(level, last ? made.lastScale() : made.levels().get(i + 1).scale(), made.clip());
            double across = level.step().orElse((double) extent.width() / level.columns());
            double down = level.step().orElse((double) extent.height() / level.rows());
            for (int cell = 0; cell < level.rows() * level.columns(); cell++) {
                for (int k = 0; k < sizes.length; k += 2) {
                    priors[at++] = (cell % level.columns() + 0.5) * across;
                    priors[at++] = (cell / level.columns() + 0.5) * down;
                    priors[at++] = sizes[k] * extent.width();
                    priors[at++] = sizes[k + 1] * extent.height();
                }
            }
        }
        return priors;
    }

    private static double[] sizes(PriorLevel level, double nextScale, boolean clip) {
        var sizes = new double[2 * perCell(level)];
        sizes[0] = level.scale();
        sizes[1] = level.scale();
        sizes[2] = Math.sqrt(level.scale() * nextScale);
        sizes[3] = sizes[2];
        int at = 4;
        for (double ratio : level.ratios()) {
            double root = Math.sqrt(ratio);
            sizes[at] = level.scale() * root;
            sizes[at + 1] = level.scale() / root;
            sizes[at + 2] = sizes[at + 1];
            sizes[at + 3] = sizes[at];
            at += 4;
        }
        for (int i = 0; clip && i < sizes.length; i++) {
            sizes[i] = Math.clamp(sizes[i], 0, 1);
        }
        return sizes;
    }

    static double[] read(Tensor given, Form form, Extent extent) {
        var priors = new double[given.size()];
        double across = form.normalized() ? extent.width() : 1;
        double down = form.normalized() ? extent.height() : 1;
        for (int i = 0; i < priors.length; i += 4) {
            double a = given.get(i) * across;
            double b = given.get(i + 1) * down;
            double c = given.get(i + 2) * across;
            double d = given.get(i + 3) * down;
            priors[i] = form.centred() ? a : (a + c) / 2;
            priors[i + 1] = form.centred() ? b : (b + d) / 2;
            priors[i + 2] = form.centred() ? c : c - a;
            priors[i + 3] = form.centred() ? d : d - b;
        }
        return priors;
    }
}
