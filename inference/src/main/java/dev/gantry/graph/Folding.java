// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Makes a graph simpler without changing what it computes in inference: values that are known are computed once,
/// operators that do nothing go, and BatchNormalization (or a factor and an offset per channel) behind a Conv,
/// ConvTranspose or Gemm becomes part of its weights.
public final class Folding {
    private final Graph graph;
    private int folded;

    private Folding(Graph graph) {
        this.graph = graph;
    }

    /// @param folded how many operators became part of the weights before them
    /// @param gone   how many operators there are less, those included
    public record Folded(int folded, int gone) {}

    /// Changes the graph in place. The results stay the same but for the last bits of single precision.
    public static Folded fold(Graph graph) {
        return new Folding(graph).fold();
    }

    private Folded fold() {
        int before = graph.nodes().size();
        constantNodes();
        boolean more = true;
        while (more) {
            more = oneWithoutEffect() || Transposed.first(graph);
        }
        while (foldOne()) {
            folded++;
        }
        flattens();
        Depthwise.rewrite(graph);
        graph.prune();
        return new Folded(folded, before - graph.nodes().size());
    }

    private void constantNodes() {
        var left = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            var value = node.is("Constant") && !graph.isOutput(node.output())
                    ? node.attribute("value")
                    : Optional.<ai.onnx.proto.OnnxMl.AttributeProto>empty();
            if (value.isPresent() && value.get().hasT()) {
                graph.put(new Constant(value.get().getT()).named(node.output()));
            } else {
                left.add(node);
            }
        }
        graph.nodes(left);
    }

    /// @return whether one went
    private boolean oneWithoutEffect() {
        var captured = graph.captured();
        for (var node : graph.nodes()) {
            if (!idle(node) || captured.contains(node.output())) {
                continue;
            }
            var from = node.inputs().getFirst();
            if (!graph.isOutput(node.output())) {
                remove(node, from);
                return true;
            }
            if (graph.producers().containsKey(from) && !graph.isOutput(from) && !captured.contains(from)) {
                renamed(node, from);
                return true;
            }
        }
        return false;
    }

    /// What lets everything pass: Identity, Dropout in inference (ONNX Dropout: training_mode is false), a Concat of one
    /// tensor, a Pad of nothing.
    private boolean idle(Node node) {
        return switch (node.op()) {
            case "Identity" -> true;
            case "Dropout" -> !training(node) && !maskRead(node);
            case "Concat" -> node.inputs().size() == 1;
            case "Pad" -> node.input(1).flatMap(graph::constant)
                    .filter(pads -> Arrays.stream(pads.integers()).allMatch(pad -> pad == 0))
                    .isPresent();
            default -> false;
        };
    }

    private boolean training(Node dropout) {
        return dropout.input(2)
                .map(name -> graph.constant(name).map(flag -> flag.integers()[0] != 0).orElse(true))
                .orElse(false);
    }

    private boolean maskRead(Node dropout) {
        return dropout.outputs().size() > 1
                && (graph.consumers().containsKey(dropout.outputs().get(1))
                        || graph.isOutput(dropout.outputs().get(1)));
    }

    private void remove(Node gone, String instead) {
        graph.nodes(graph.nodes().stream()
                .filter(node -> !node.name().equals(gone.name()))
                .map(node -> node.reading(gone.output(), instead))
                .toList());
    }

    /// The operator before writes the output itself.
    private void renamed(Node gone, String from) {
        graph.nodes(graph.nodes().stream()
                .filter(node -> !node.name().equals(gone.name()))
                .map(node -> node.writing(from, gone.output()).reading(from, gone.output()))
                .toList());
    }

    private boolean foldOne() {
        var producers = graph.producers();
        var consumers = graph.consumers();
        var captured = graph.captured();
        for (var node : graph.nodes()) {
            var affine = Affine.of(graph, node);
            if (affine.isEmpty()) {
                continue;
            }
            var tensor = affine.get().input();
            boolean shared = consumers.get(tensor).size() > 1
                    || graph.isOutput(tensor)
                    || captured.contains(tensor);
            var layer = Optional.ofNullable(producers.get(tensor)).filter(_ -> !shared);
            if (layer.isPresent() && fold(layer.get(), affine.get(), node)) {
                return true;
            }
        }
        return false;
    }

    private boolean fold(Node layer, Affine affine, Node gone) {
        var changed = Weights.scaled(graph, layer, affine);
        changed.ifPresent(fresh -> graph.nodes(graph.nodes().stream()
                .filter(node -> !node.name().equals(gone.name()))
                .map(node -> node.name().equals(layer.name()) ? fresh.writing(List.of(gone.output())) : node)
                .toList()));
        return changed.isPresent();
    }

    /// Flatten behind the batch is a Reshape, which runtimes also have for 8 bits.
    private void flattens() {
        var fresh = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            if (node.is("Flatten") && node.integer("axis", 1) == 1) {
                var shape = node.output() + ".shape";
                graph.put(Constant.int64(shape, List.of(2L), 0, -1));
                fresh.add(Node.of("Reshape", node.name(), List.of(node.inputs().getFirst(), shape), node.outputs()));
            } else {
                fresh.add(node);
            }
        }
        graph.nodes(fresh);
    }
}
