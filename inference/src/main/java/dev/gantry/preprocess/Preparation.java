// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.tensor.Tensor;
import java.util.Map;

/// What became of a frame.
public sealed interface Preparation {
    /// @param feed          the graph's inputs by name; the same tensors are filled anew by the next call of the
    ///                      same [Preprocessing]
    /// @param placement     where the tensor's picture lies in the object's
    /// @param windowMissing the model asks for the object's window, which has none: lowest to highest sample
    ///                      was used
    record Ready(Map<String, Tensor> feed, Placement placement, boolean windowMissing) implements Preparation {
        public Ready {
            feed = Map.copyOf(feed);
        }
    }

    /// A sample is no number, or so large that nothing can be computed from it.
    record Unusable(String detail) implements Preparation {}
}
