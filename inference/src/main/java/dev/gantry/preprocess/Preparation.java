// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import java.nio.FloatBuffer;

/// What became of a frame.
public sealed interface Preparation {
    /// @param tensor        filled from its first to its last value; reused by the next call of the same
    ///                      [Preprocessing]
    /// @param windowMissing the model asks for the object's window, which has none: lowest to highest sample
    ///                      was used
    record Ready(FloatBuffer tensor, boolean windowMissing) implements Preparation {}

    /// A sample is no number, or so large that nothing can be computed from it.
    record Unusable(String detail) implements Preparation {}
}
