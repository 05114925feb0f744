// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.List;
import java.util.Optional;

/// What the graph's output means.
///
/// @param tensor name of the graph's output
/// @param labels in the order of the tensor's values
public record Output(String tensor, Head head, List<Label> labels) {
    public Output {
        labels = List.copyOf(labels);
    }

    public enum Head { SIGMOID, SOFTMAX, BOXES, YOLO, CENTERNET, MASK }

    /// One value of the output.
    ///
    /// @param reported empty for a class that only takes its share of a softmax, like `other`
    public record Label(String name, Optional<Reported> reported) {}

    /// @param threshold the probability from which the label is positive
    public record Reported(Code code, double threshold) {
        public Reported {
            if (!(threshold > 0 && threshold <= 1)) {
                throw new IllegalArgumentException(
                        "a threshold must be over 0 and at most 1, is " + threshold);
            }
        }
    }

    /// A coded concept (PS3.3 8.8): scheme designator, value and meaning.
    public record Code(String scheme, String value, String meaning) {}
}
