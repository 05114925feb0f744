// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a graph shows what each place adds to each label: an output of the graph's own called `cam`
/// `[1, labels, h, w]`, or the features `[1, C, h, w]` before a mean over all places and a linear layer.
///
/// @param tensor  of the graph
/// @param weights by label and channel; empty when the tensor holds a map per label already
record Activation(String tensor, Optional<float[][]> weights) {
    private static final String READY = "cam";

    /// What does not mix places or channels, between the mean and the linear layer and after it.
    private static final String[] PASSING = {
        "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Dropout", "Identity", "QuantizeLinear", "DequantizeLinear",
        "Cast"
    };
    private static final int MOST_STEPS = 40;

    /// Empty when the graph is of another form.
    ///
    /// @param labels how many the linear layer tells apart
    static Optional<Activation> of(Graph graph, int labels) {
        if (graph.outputs().stream().anyMatch(output -> output.name().equals(READY))) {
            return Optional.of(new Activation(READY, Optional.empty()));
        }
        var producers = graph.producers();
        return graph.outputs().stream()
                .map(output -> behind(graph, producers, output.name(), labels))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Activation> behind(
            Graph graph, Map<String, Node> producers, String output, int labels) {
        var last = skip(graph, producers, output, "Sigmoid", "Softmax");
        var linear = last.filter(node -> node.is("Add"))
                .flatMap(node -> skip(graph, producers, data(graph, node)))
                .or(() -> last)
                .filter(node -> node.is("Gemm", "MatMul"));
        var pool = linear.flatMap(node -> skip(graph, producers, node.inputs().getFirst()))
                .filter(node -> node.is("GlobalAveragePool") || overPlaces(graph, node));
        var weights = linear.flatMap(node -> weights(graph, producers, node, labels));
        return pool.isPresent() && weights.isPresent()
                ? Optional.of(new Activation(pool.get().inputs().getFirst(), weights))
                : Optional.empty();
    }

    /// The input of an Add that is no constant.
    private static String data(Graph graph, Node add) {
        return add.inputs().get(graph.constant(add.inputs().getFirst()).isPresent() ? 1 : 0);
    }

    /// The first operator before a tensor that does more than let values pass.
    private static Optional<Node> skip(
            Graph graph, Map<String, Node> producers, String tensor, String... too) {
        var node = Optional.ofNullable(producers.get(tensor));
        for (int i = 0; i < MOST_STEPS && node.isPresent() && (node.get().is(PASSING) || node.get().is(too)); i++) {
            node = Optional.ofNullable(producers.get(node.get().inputs().getFirst()));
        }
        return node;
    }

    /// ReduceMean over rows and columns; the axes are an attribute, or an input from operator set 18 on.
    private static boolean overPlaces(Graph graph, Node node) {
        if (!node.is("ReduceMean")) {
            return false;
        }
        var axes = node.input(1).flatMap(graph::constant)
                .map(constant -> Arrays.stream(constant.integers()).boxed().toList())
                .orElseGet(() -> node.integers("axes"));
        return List.of(List.of(2L, 3L), List.of(-2L, -1L), List.of(-1L, -2L), List.of(3L, 2L)).contains(axes);
    }

    private static Optional<float[][]> weights(
            Graph graph, Map<String, Node> producers, Node linear, int labels) {
        var constant = constant(graph, producers, linear.inputs().get(1));
        boolean rowsAreLabels = linear.is("Gemm") && linear.integer("transB", 0) != 0;
        return constant.filter(it -> it.shape().size() == 2
                        && it.shape().get(rowsAreLabels ? 0 : 1) == labels
                        && linear.integer("transA", 0) == 0)
                .map(it -> byLabel(it, labels, rowsAreLabels, linear.number("alpha", 1)));
    }

    private static float[][] byLabel(Constant constant, int labels, boolean rowsAreLabels, float alpha) {
        var values = constant.floats();
        int channels = values.length / labels;
        var weights = new float[labels][channels];
        for (int label = 0; label < labels; label++) {
            for (int c = 0; c < channels; c++) {
                weights[label][c] = alpha * values[rowsAreLabels ? label * channels + c : c * labels + label];
            }
        }
        return weights;
    }

    /// Float weights, or 8-bit ones behind a DequantizeLinear.
    private static Optional<Constant> constant(Graph graph, Map<String, Node> producers, String name) {
        var direct = graph.constant(name).filter(Constant::isFloat);
        var node = Optional.ofNullable(producers.get(name));
        return direct.or(() -> node.filter(it -> it.is("DequantizeLinear")).flatMap(it -> dequantized(graph, it)));
    }

    private static Optional<Constant> dequantized(Graph graph, Node node) {
        var steps = graph.constant(node.inputs().get(0));
        var scale = graph.constant(node.inputs().get(1));
        if (steps.isEmpty() || scale.isEmpty() || steps.get().shape().size() != 2) {
            return Optional.empty();
        }
        var integers = steps.get().integers();
        var scales = scale.get().floats();
        var zeros = node.input(2).flatMap(graph::constant).map(Constant::integers).orElse(new long[scales.length]);
        int columns = Math.toIntExact(steps.get().shape().get(1));
        boolean byRow = Math.floorMod(node.integer("axis", 1), 2L) == 0;
        var values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            int at = scales.length == 1 ? 0 : byRow ? i / columns : i % columns;
            values[i] = (integers[i] - zeros[at]) * scales[at];
        }
        return Optional.of(Constant.floats(node.output(), steps.get().shape(), values));
    }
}
