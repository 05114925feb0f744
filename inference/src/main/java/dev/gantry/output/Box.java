// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Placement;
import java.util.Optional;

/// A rectangle in frames of the object: edges in pixels, the first pixel reaching from 0 to 1.
///
/// @param slices which frames of the stack; of one image the first
public record Box(double left, double top, double right, double bottom, Slices slices) {
    public Box {
        if (!(left < right && top < bottom)) { // written so that NaN fails too
            throw new IllegalArgumentException("no box: %s to %s, %s to %s".formatted(left, right, top, bottom));
        }
    }

    /// In the order of the stack, 0 for the first; both included.
    ///
    /// @param key the one to look at
    public record Slices(int first, int last, int key) {
        /// Of one image.
        public static final Slices ONLY = new Slices(0, 0, 0);

        public Slices {
            if (first < 0 || key < first || key > last) {
                throw new IllegalArgumentException("no slices: %d to %d, %d".formatted(first, last, key));
            }
        }
    }

    /// A rectangle of the input tensor's pixels, cut off where the frame ends; empty where nothing is left.
    public static Optional<Box> of(Placement placement, double left, double top, double right, double bottom) {
        double a = inside(placement.columns(), left);
        double b = inside(placement.columns(), right);
        double c = inside(placement.rows(), top);
        double d = inside(placement.rows(), bottom);
        return a == b || c == d
                ? Optional.empty()
                : Optional.of(new Box(
                        Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d), Slices.ONLY));
    }

    /// The whole of one slice.
    public static Box slice(Placement placement, int slice) {
        return new Box(
                0, 0, placement.columns().length(), placement.rows().length(), new Slices(slice, slice, slice));
    }

    private static double inside(Along axis, double tensorCoordinate) {
        return Math.clamp(axis.at(tensorCoordinate), 0, axis.length());
    }
}
