// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

/// Hears how far a quantization is.
@FunctionalInterface
public interface Progress {
    /// One line for each step.
    void line(String text);

    /// Within a step.
    ///
    /// @param what is counted: `pictures`
    default void at(String what, int done, int of) {}
}
