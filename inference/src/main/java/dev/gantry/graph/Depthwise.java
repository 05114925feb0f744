// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// BatchNormalization that stands before its Conv (as in DenseNet) has no weights to become part of. Written as a Conv of
/// its own, one weight per channel, it can be quantized like any other, and exactly: each channel has its own scale.
final class Depthwise {
    private Depthwise() {}

    static void rewrite(Graph graph) {
        var consumers = graph.consumers();
        var fresh = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            var affine = node.is("BatchNormalization") && leadsToPlanarConv(graph, consumers, node.output())
                    ? Affine.of(graph, node)
                    : Optional.<Affine>empty();
            fresh.add(affine.map(one -> conv(graph, node, one)).orElse(node));
        }
        graph.nodes(fresh);
    }

    /// Through a Relu at most, so that the picture is known to have two sides.
    private static boolean leadsToPlanarConv(Graph graph, Map<String, List<Node>> consumers, String tensor) {
        return consumers.getOrDefault(tensor, List.of()).stream().anyMatch(reader ->
                reader.is("Conv")
                        ? reader.input(1).flatMap(graph::constant).filter(one -> one.shape().size() == 4).isPresent()
                        : reader.is("Relu") && leadsToPlanarConv(graph, consumers, reader.output()));
    }

    private static Node conv(Graph graph, Node normalization, Affine affine) {
        int channels = affine.gain().length;
        var weight = new float[channels];
        var bias = new float[channels];
        for (int i = 0; i < channels; i++) {
            weight[i] = (float) affine.gain(i);
            bias[i] = (float) affine.shift(i);
        }
        var name = normalization.output();
        graph.put(Constant.floats(name + ".weight", List.of((long) channels, 1L, 1L, 1L), weight));
        graph.put(Constant.floats(name + ".bias", List.of((long) channels), bias));
        return Node.of("Conv", normalization.name(), List.of(affine.input(), name + ".weight", name + ".bias"),
                List.of(name)).with("group", channels);
    }
}
