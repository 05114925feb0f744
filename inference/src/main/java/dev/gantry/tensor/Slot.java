// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import java.util.List;

/// A place for a tensor: what it is called, and what fits.
///
/// @param shape -1 where any length fits
public record Slot(String name, ElementType type, List<Long> shape) {
    public Slot {
        shape = List.copyOf(shape);
    }

    @Override
    public String toString() {
        return name + " " + type.name() + shape;
    }
}
