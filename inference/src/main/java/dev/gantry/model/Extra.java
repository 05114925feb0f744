// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.Input.Form;
import dev.gantry.model.Input.Type;
import java.util.List;

/// An input of the graph beside the picture.
///
/// @param shape [Input#ANY] only for a slice mask
public record Extra(String tensor, Type type, List<Integer> shape, Content content) {
    public Extra {
        shape = List.copyOf(shape);
    }

    /// What is in it.
    public sealed interface Content {
        /// As many as the shape has room for; zeros are such numbers.
        record Numbers(List<Double> numbers) implements Content {
            public Numbers {
                numbers = List.copyOf(numbers);
            }
        }

        /// 1 in the place of one of these kinds, 0 in those of the others: the first unless another is asked for.
        record OneOf(List<String> kinds) implements Content {
            public OneOf {
                kinds = List.copyOf(kinds);
            }
        }

        /// Normal values of mean 0 and deviation 1, the same in each run.
        record Noise(long seed) implements Content {}

        record Known(Fact fact) implements Content {}

        /// What the named output was in the run before, of the same series; zeros in the first.
        record State(String output) implements Content {}
    }

    /// What is known of a picture.
    public enum Fact {
        /// Rows and columns of the frame.
        FRAME_SIZE,
        /// H and W of the tensor.
        TENSOR_SIZE,
        /// Of the frame: between rows, between columns; of a series first between slices.
        SPACING_MM,
        /// Of the tensor: along H, along W; with a D first along that.
        TENSOR_SPACING_MM,
        /// How many of the tensor's slices come from the series.
        SLICES,
        /// For each of the tensor's slices 1, or 0 if it is empty.
        SLICE_MASK;

        /// How many numbers it is, or [Input#ANY].
        public int numbers(Form form) {
            return switch (this) {
                case FRAME_SIZE, TENSOR_SIZE -> 2;
                case SPACING_MM, TENSOR_SPACING_MM -> form.has('D') ? 3 : 2;
                case SLICES -> 1;
                case SLICE_MASK -> form.length('D');
            };
        }
    }
}
