// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Placement;
import java.util.OptionalDouble;

/// Where input tensors lie in objects.
public final class Placements {
    private Placements() {}

    /// The tensor is the frame; pixels of unknown size.
    public static Placement same(int rows, int columns) {
        return new Placement(
                new Along(0, 1, columns, OptionalDouble.empty()),
                new Along(0, 1, rows, OptionalDouble.empty()),
                new Along(0, 1, 1, OptionalDouble.empty()));
    }

    /// The tensor is the stack.
    public static Placement stack(int slices, int rows, int columns, double sliceMm, double rowMm, double columnMm) {
        return new Placement(
                along(0, 1, columns, columnMm), along(0, 1, rows, rowMm), along(0, 1, slices, sliceMm));
    }

    public static Along along(double start, double perStep, int length, double mm) {
        return new Along(start, perStep, length, OptionalDouble.of(mm));
    }

    /// Of one image.
    public static Placement plane(Along columns, Along rows) {
        return new Placement(columns, rows, new Along(0, 1, 1, OptionalDouble.empty()));
    }
}
