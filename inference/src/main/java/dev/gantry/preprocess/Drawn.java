// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

/// Whether a picture has come on the canvas.
sealed interface Drawn {
    /// @param windowMissing the object's window was asked for, and it has none
    record Done(Placement placement, Extent extent, boolean windowMissing) implements Drawn {}

    record Not(String why) implements Drawn {}

    /// @param rows    of a frame
    /// @param columns of a frame
    /// @param first   the first of the canvas' planes that comes from the picture
    /// @param filled  how many of them do
    record Extent(int rows, int columns, int first, int filled) {}
}
