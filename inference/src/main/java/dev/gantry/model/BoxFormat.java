// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.Head.Activation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How boxes stand in a graph's outputs. Pixels are those of the input tensor.
public sealed interface BoxFormat {
    /// What the four numbers of a box are.
    ///
    /// @param centred    centre and size (x, y, width, height) instead of edges (left, top, right, bottom)
    /// @param normalized width and height of the input are 1 instead of its pixels
    record Form(boolean centred, boolean normalized) {}

    /// Boxes, scores and label numbers as the graph's own suppression leaves them.
    ///
    /// @param firstLabel the number of the manifest's first label: 1 where 0 is the background
    /// @param masks      one plane of probabilities per box
    record Finished(
            String boxes, String scores, String numbers, int firstLabel, Form form, Optional<String> masks)
            implements BoxFormat {}

    /// Box (centre and size), maybe objectness, one score per label.
    ///
    /// @param acrossFirst all boxes' first number, then all boxes' second: `[1, 4 + labels, boxes]`
    record Yolo(String tensor, boolean objectness, boolean acrossFirst, Activation activation, Form form)
            implements BoxFormat {}

    /// As [Yolo] with objectness, relative to the cells of one grid per stride.
    record YoloX(String tensor, List<Integer> strides, Activation activation) implements BoxFormat {
        public YoloX {
            strides = List.copyOf(strides);
        }
    }

    /// Scores per prior box, and how the true box differs from it.
    ///
    /// @param background whether the first score is that of nothing
    /// @param variances  what the four differences are multiplied with
    record Ssd(
            String scores, String deltas, Priors priors, List<Double> variances, boolean background,
            Activation activation)
            implements BoxFormat {
        public Ssd {
            variances = List.copyOf(variances);
        }
    }

    sealed interface Priors {
        /// The graph gives them.
        record Given(String tensor, Form form) implements Priors {}

        /// As torchvision's DefaultBoxGenerator makes them.
        ///
        /// @param lastScale what would be the scale of one level more
        /// @param clip      to at most the picture's width and height
        record Made(List<PriorLevel> levels, double lastScale, boolean clip) implements Priors {
            public Made {
                levels = List.copyOf(levels);
            }
        }
    }

    /// @param step   input pixels from cell to cell; empty: the picture's size through the map's
    /// @param scale  of the square prior, of the picture's size
    /// @param ratios width to height of further priors, each also lying down
    record PriorLevel(int rows, int columns, OptionalDouble step, double scale, List<Double> ratios) {
        public PriorLevel {
            ratios = List.copyOf(ratios);
        }
    }

    /// For each cell of maps of several strides: scores, distances to the four edges, maybe centerness.
    ///
    /// @param inStrides whether distances are multiples of the stride; otherwise pixels
    /// @param centre    where in its cell a point stands: 0.5 is the middle
    record AnchorFree(List<PointLevel> levels, boolean inStrides, double centre, Activation activation)
            implements BoxFormat {
        public AnchorFree {
            levels = List.copyOf(levels);
        }
    }

    record PointLevel(int stride, String scores, String distances, Optional<String> centerness) {}

    /// A heat map per label, whose peaks are centres of boxes.
    record CenterNet(String heatMap, String size, Optional<String> offset, int stride, Activation activation)
            implements BoxFormat {}
}
