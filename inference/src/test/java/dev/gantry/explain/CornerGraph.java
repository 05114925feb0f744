// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.Port;
import java.util.List;

/// A graph whose answer depends on the upper right quarter of an 8 x 8 image alone: the mean of the image times a
/// mask, through a linear layer.
final class CornerGraph {
    private static final int SIDE = 8;

    private CornerGraph() {}

    /// @param pool `GlobalAveragePool` or `ReduceMean`
    static Graph of(String pool) {
        var graph = Graph.empty("corner", List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L))),
                List.of(new Port("logit", "FLOAT", List.of(1L, 1L))));
        var mask = new float[SIDE * SIDE];
        for (int row = 0; row < SIDE / 2; row++) {
            for (int column = SIDE / 2; column < SIDE; column++) {
                mask[row * SIDE + column] = 1;
            }
        }
        graph.put(Constant.floats("mask", List.of(1L, 1L, 8L, 8L), mask));
        graph.put(Constant.floats("weight", List.of(1L, 1L), 12));
        graph.put(Constant.floats("bias", List.of(1L), -1));
        graph.add(Node.of("Mul", "masked", List.of("image", "mask"), List.of("features")));
        var pooled = Node.of(pool, "pool", List.of("features"), List.of("pooled"));
        graph.add(pool.equals("ReduceMean") ? pooled.with("axes", List.of(2L, 3L)) : pooled);
        graph.add(Node.of("Flatten", "flat", List.of("pooled"), List.of("flat")));
        graph.add(Node.of("Gemm", "linear", List.of("flat", "weight", "bias"), List.of("logit")));
        return graph;
    }
}
