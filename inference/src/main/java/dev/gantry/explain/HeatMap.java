// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.preprocess.Placement;

/// How much each part of a picture speaks for a label, on a coarse grid over the input tensor's picture.
///
/// @param values    `rows * columns`, row by row: what the part adds to the label's log-odds; below 0 it speaks
///                  against it. The array belongs to the map.
/// @param placement where the tensor's picture lies in the object's
/// @param input     height and width of the input tensor
public record HeatMap(int rows, int columns, float[] values, Placement placement, Input input, Method method) {
    public HeatMap {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "a map of " + rows + " x " + columns + " has " + values.length + " values");
        }
    }

    /// Size of the tensor's picture.
    public record Input(int height, int width) {}

    /// How a map is made.
    public enum Method {
        /// Class activation map: the graph ends in a mean over all places and a linear layer, so each place's share
        /// is known (B. Zhou et al., CVPR 2016).
        CAM,
        /// Patches of grey are laid over the picture, one place after the other, and the answer drops (M. D. Zeiler,
        /// R. Fergus, ECCV 2014).
        OCCLUSION
    }

    /// The place that speaks loudest, in columns and rows of the object's picture.
    ///
    /// @param value at that place, log-odds
    public record Peak(double column, double row, float value) {}

    public Peak peak() {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        double x = (best % columns + 0.5) * input.width() / columns;
        double y = (best / columns + 0.5) * input.height() / rows;
        return new Peak(placement.columns().at(x), placement.rows().at(y), values[best]);
    }

    /// The map in the object's picture, shown at a size of choice: what speaks for the label, from 0 to 1 at the
    /// loudest place; between the grid's places on straight lines. Outside of what the model saw 0.
    public float[] plane(int height, int width) {
        float most = Math.max(peak().value(), Float.MIN_NORMAL);
        var plane = new float[height * width];
        for (int y = 0; y < height; y++) {
            double row = (y + 0.5) * placement.rows().length() / height;
            double gridRow = tensor(placement.rows(), row) / input.height() * rows;
            for (int x = 0; x < width; x++) {
                double column = (x + 0.5) * placement.columns().length() / width;
                double gridColumn = tensor(placement.columns(), column) / input.width() * columns;
                if (gridRow >= 0 && gridRow <= rows && gridColumn >= 0 && gridColumn <= columns) {
                    plane[y * width + x] = Math.max(0, between(gridRow - 0.5, gridColumn - 0.5)) / most;
                }
            }
        }
        return plane;
    }

    /// The inverse of [Placement.Along#at].
    private static double tensor(Placement.Along along, double object) {
        return (object - along.start()) / along.perStep();
    }

    private float between(double row, double column) {
        int top = Math.clamp((int) Math.floor(row), 0, rows - 1);
        int left = Math.clamp((int) Math.floor(column), 0, columns - 1);
        int bottom = Math.min(top + 1, rows - 1);
        int right = Math.min(left + 1, columns - 1);
        float down = (float) Math.clamp(row - top, 0, 1);
        float across = (float) Math.clamp(column - left, 0, 1);
        float above = values[top * columns + left] * (1 - across) + values[top * columns + right] * across;
        float below = values[bottom * columns + left] * (1 - across) + values[bottom * columns + right] * across;
        return above * (1 - down) + below * down;
    }
}
