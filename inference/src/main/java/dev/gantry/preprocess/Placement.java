// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import java.util.OptionalDouble;

/// Where the tensor's picture lies in the object's: turns coordinates of the input tensor into columns, rows
/// and slices.
///
/// Coordinates are those of edges: the first pixel reaches from 0 to 1, in the tensor as in the frame.
///
/// @param columns  along the tensor's W
/// @param rows     along its H
/// @param slices   along its D or number of slices; of one image: one slice
/// @param permuted the manifest's orientation made W, H and D run along other axes than columns, rows and
///                 slices: then `columns` says where W lies on whichever axis that is, and so on. Lengths and
///                 volumes in mm are right; boxes in columns and rows cannot be given
public record Placement(Along columns, Along rows, Along slices, boolean permuted) {
    public Placement(Along columns, Along rows, Along slices) {
        this(columns, rows, slices, false);
    }

    /// One axis.
    ///
    /// @param start   what the tensor's 0 is in the frame (or stack); below 0 with a border
    /// @param perStep frame pixels (or slices) for each pixel of the tensor; negative where the axis was turned
    /// @param length  of the frame in pixels, of the stack in slices
    /// @param mm      of one frame pixel, from slice to slice (the mean); empty where unknown
    public record Along(double start, double perStep, int length, OptionalDouble mm) {
        /// The object's coordinate, not clamped to its length.
        public double at(double tensorCoordinate) {
            return start + perStep * tensorCoordinate;
        }
    }
}
