// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// ConvTranspose whose steps are as long as its kernel (as in most U-Nets): no two of its products meet, so it is a Conv
/// of 1 x 1 with more channels, whose values are then laid side by side (ONNX DepthToSpace). Runtimes have 8-bit
/// kernels for that Conv and, on CPUs, none for ConvTranspose.
final class Shuffled {
    private Shuffled() {}

    static void rewrite(Graph graph) {
        var fresh = new ArrayList<Node>();
        for (var node : graph.nodes()) {
            var weight = node.is("ConvTranspose")
                    ? node.input(1).flatMap(graph::constant).filter(one -> one.isFloat() && fits(node, one.shape()))
                    : Optional.<Constant>empty();
            var bias = node.input(2).flatMap(graph::constant).filter(Constant::isFloat);
            if (weight.isPresent() && (bias.isPresent() || node.input(2).isEmpty())) {
                fresh.addAll(pair(graph, node, weight.get(), bias));
            } else {
                fresh.add(node);
            }
        }
        graph.nodes(fresh);
    }

    private static boolean fits(Node node, List<Long> shape) {
        if (shape.size() != 4 || !shape.get(2).equals(shape.get(3)) || shape.get(2) < 2) {
            return false;
        }
        long side = shape.get(2);
        return node.integer("group", 1) == 1
                && node.integers("strides").equals(List.of(side, side))
                && node.integers("pads").stream().allMatch(pad -> pad == 0)
                && node.integers("output_padding").stream().allMatch(pad -> pad == 0)
                && node.integers("output_shape").isEmpty()
                && node.integers("dilations").stream().allMatch(step -> step == 1)
                && node.attribute("auto_pad").map(pad -> pad.getS().toStringUtf8().equals("NOTSET")).orElse(true);
    }

    private static List<Node> pair(Graph graph, Node node, Constant weight, Optional<Constant> bias) {
        int from = Math.toIntExact(weight.shape().get(0));
        int each = weight.size() / from; // one output channel for each weight of an input channel
        int area = Math.toIntExact(weight.shape().get(2) * weight.shape().get(3));
        var values = weight.floats();
        var turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % each * from + i / each] = values[i];
        }
        var name = node.output();
        graph.put(Constant.floats(name + ".columns.weight", List.of((long) each, (long) from, 1L, 1L), turned));
        var inputs = new ArrayList<>(List.of(node.inputs().getFirst(), name + ".columns.weight"));
        bias.map(Constant::floats).ifPresent(offsets -> {
            var repeated = new float[each];
            for (int i = 0; i < each; i++) {
                repeated[i] = offsets[i / area];
            }
            graph.put(Constant.floats(name + ".columns.bias", List.of((long) each), repeated));
            inputs.add(name + ".columns.bias");
        });
        return List.of(
                Node.of("Conv", node.name(), inputs, List.of(name + ".columns")),
                Node.of("DepthToSpace", node.name() + ".shuffle", List.of(name + ".columns"), List.of(name))
                        .with("blocksize", weight.shape().get(2))
                        .withText("mode", "CRD"));
    }
}
