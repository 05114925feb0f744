// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import java.util.ArrayList;
import java.util.List;

/// Writes one layer's weights as int8 with a scale per output channel, and its bias as int32.
final class LayerWriter {
    /// A bias stays a quarter of int32's reach below its end: sums are added to it.
    private static final double MOST_BIAS = 1 << 29;
    private static final float LEAST_SCALE = 1e-20f;

    private final Graph graph;
    private final Scheme scheme;
    private final Node layer;
    private final List<Node> nodes = new ArrayList<>();

    LayerWriter(Graph graph, Scheme scheme, Node layer) {
        this.graph = graph;
        this.scheme = scheme;
        this.layer = layer;
    }

    /// The DequantizeLinear nodes of its weights, then the layer itself.
    ///
    /// @param input      where it reads its activations from
    /// @param inputScale their scale
    List<Node> write(String input, float inputScale) {
        var weight = Plan.weight(graph, layer).orElseThrow();
        int axis = axis();
        int channels = Math.toIntExact(weight.shape().get(axis));
        var values = weight.floats();
        var bias = layer.input(2).flatMap(graph::constant).map(one -> one.floats());
        var scales = scales(weight, values, axis);
        bias.ifPresent(offsets -> makeRoom(scales, offsets, inputScale));
        var inputs = new ArrayList<>(List.of(input, weights(weight, values, scales, axis)));
        bias.ifPresent(offsets -> inputs.add(
                scheme.quantizesBiases() ? biases(offsets, scales, inputScale, channels) : layer.inputs().get(2)));
        nodes.add(layer.reading(inputs));
        return nodes;
    }

    /// Which side of the weights counts output channels.
    private int axis() {
        return switch (layer.op()) {
            case "Gemm" -> layer.integer("transB", 0) != 0 ? 0 : 1;
            case "MatMul", "ConvTranspose" -> 1;
            default -> 0;
        };
    }

    private float[] scales(Constant weight, float[] values, int axis) {
        var greatest = new float[Math.toIntExact(weight.shape().get(axis))];
        int run = run(weight, axis);
        for (int i = 0; i < values.length; i++) {
            int channel = i / run % greatest.length;
            greatest[channel] = Math.max(greatest[channel], Math.abs(values[i]));
        }
        for (int i = 0; i < greatest.length; i++) {
            greatest[i] = Math.max(greatest[i] / scheme.weightLevels(), LEAST_SCALE);
        }
        return greatest;
    }

    /// Weights in a row that belong to one channel.
    private static int run(Constant weight, int axis) {
        return weight.shape().stream().skip(axis + 1L).mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact);
    }

    /// A channel with tiny weights and a large bias: coarser weights, so that the bias fits in int32.
    private void makeRoom(float[] scales, float[] offsets, float inputScale) {
        if (scheme.quantizesBiases() && offsets.length == scales.length) {
            for (int i = 0; i < scales.length; i++) {
                scales[i] = Math.max(scales[i], (float) (Math.abs(offsets[i]) / (inputScale * MOST_BIAS)));
            }
        }
    }

    private String weights(Constant weight, float[] values, float[] scales, int axis) {
        int run = run(weight, axis);
        int most = scheme.weightLevels();
        var levels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            double level = Math.rint((double) values[i] / scales[i / run % scales.length]);
            levels[i] = (byte) Math.clamp(level, -most, most);
        }
        var name = layer.output() + ".weight";
        graph.put(Constant.int8(name + ".int8", weight.shape(), levels));
        graph.put(Constant.int8(name + ".zero", List.of((long) scales.length), new byte[scales.length]));
        return dequantized(name, ".int8", scales, axis);
    }

    private String biases(float[] offsets, float[] scales, float inputScale, int channels) {
        var steps = new float[channels];
        var levels = new int[channels];
        for (int i = 0; i < channels; i++) {
            steps[i] = scales[i] * inputScale;
            levels[i] = (int) Math.rint((double) offsets[offsets.length == 1 ? 0 : i] / steps[i]);
        }
        var name = layer.output() + ".bias";
        graph.put(Constant.int32(name + ".int32", List.of((long) channels), levels));
        graph.put(Constant.int32(name + ".zero", List.of((long) channels), new int[channels]));
        return dequantized(name, ".int32", steps, 0);
    }

    private String dequantized(String name, String levels, float[] scales, int axis) {
        graph.put(Constant.floats(name + ".scale", List.of((long) scales.length), scales));
        nodes.add(Node.of("DequantizeLinear", name + ".dequantize",
                List.of(name + levels, name + ".scale", name + ".zero"), List.of(name + ".dequantized"))
                .with("axis", axis));
        return name + ".dequantized";
    }

    static Constant level(Scheme scheme, String name, int value) {
        return scheme.symmetric()
                ? Constant.int8(name, List.of(), (byte) value)
                : Constant.uint8(name, List.of(), (byte) value);
    }
}
