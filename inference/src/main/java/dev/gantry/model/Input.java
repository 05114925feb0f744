// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.List;

/// How a frame becomes the tensor that the graph wants.
///
/// @param tensor name of the graph's input
/// @param shape  N C H W; N is 1
public record Input(String tensor, List<Integer> shape, Samples samples, Resize resize, Normalize normalize) {
    public Input {
        shape = List.copyOf(shape);
    }

    public int channels() {
        return shape.get(1);
    }

    public int height() {
        return shape.get(2);
    }

    public int width() {
        return shape.get(3);
    }

    /// How samples in modality units become values from 0 (black) to 1 (white).
    public sealed interface Samples {
        /// The object's own VOI window (PS3.3 C.11.2.1.2); [MinMax] for an object that has none.
        record DicomWindow() implements Samples {}

        /// One linear window for all objects (PS3.3 C.11.2.1.2.1), in modality units.
        record FixedWindow(double center, double width) implements Samples {
            public FixedWindow {
                if (!(width >= 1)) { // written so that NaN fails too
                    throw new IllegalArgumentException("a window's width must be 1 or more, is " + width);
                }
            }
        }

        /// The lowest sample of the frame becomes 0, the highest 1.
        record MinMax() implements Samples {}
    }

    /// How a frame is brought to the tensor's height and width, bilinear.
    public enum Resize {
        /// Both directions to the tensor's size; the aspect may change.
        STRETCH,
        /// The whole frame, aspect kept, centred on black.
        LETTERBOX,
        /// The whole tensor, aspect kept; what stands out on two sides is cut off evenly.
        CROP
    }

    /// What is done to the values from 0 to 1 at last.
    public sealed interface Normalize {
        /// `(x - mean) / max(std, 1e-6)` with mean and population standard deviation of this very tensor.
        record PerImage() implements Normalize {}

        /// `(x - mean) / std`, one pair per channel.
        record Fixed(List<Double> mean, List<Double> std) implements Normalize {
            public Fixed {
                mean = List.copyOf(mean);
                std = List.copyOf(std);
            }
        }

        /// As they are.
        record None() implements Normalize {}
    }
}
