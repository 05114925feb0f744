// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.List;
import java.util.stream.IntStream;

/// Transposed constants of two sides, as exporters leave them before a MatMul.
final class Transposed {
    private Transposed() {}

    /// Computes the first one that is found.
    ///
    /// @return whether there was one
    static boolean first(Graph graph) {
        for (var node : graph.nodes()) {
            if (!node.is("Transpose") || graph.isOutput(node.output()) || graph.captured().contains(node.output())) {
                continue;
            }
            var constant = graph.constant(node.inputs().getFirst())
                    .filter(one -> one.isFloat() && one.shape().size() == 2);
            var order = node.integers("perm");
            if (constant.isPresent() && (order.isEmpty() || order.equals(List.of(1L, 0L)))) {
                graph.put(transposed(constant.get(), node.output()));
                graph.nodes(graph.nodes().stream().filter(one -> !one.name().equals(node.name())).toList());
                return true;
            }
        }
        return false;
    }

    private static Constant transposed(Constant constant, String name) {
        int rows = Math.toIntExact(constant.shape().get(0));
        int columns = Math.toIntExact(constant.shape().get(1));
        var from = constant.floats();
        var to = new float[from.length];
        IntStream.range(0, from.length).forEach(i -> to[i % columns * rows + i / columns] = from[i]);
        return Constant.floats(name, List.of((long) columns, (long) rows), to);
    }
}
