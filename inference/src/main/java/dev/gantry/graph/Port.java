// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.List;

/// An input or an output that a graph declares.
///
/// @param type  ONNX element type: `FLOAT`
/// @param shape -1 where the graph leaves the size open
public record Port(String name, String type, List<Long> shape) {
    public Port {
        shape = List.copyOf(shape);
    }

    public boolean open() {
        return shape.contains(-1L);
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
