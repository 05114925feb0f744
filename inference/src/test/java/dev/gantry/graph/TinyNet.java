// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.List;
import java.util.Random;

/// Small nets built by code, with weights from a seed.
public final class TinyNet {
    private final Graph graph;
    private final Random random;

    private TinyNet(Graph graph, long seed) {
        this.graph = graph;
        this.random = new Random(seed);
    }

    public static TinyNet of(List<Long> input, List<Long> output) {
        return new TinyNet(Graph.empty("tiny", List.of(new Port("image", "FLOAT", input)),
                List.of(new Port("logit", "FLOAT", output))), 7);
    }

    /// As exporters write a small residual classifier of 1 x 16 x 16 pictures: Conv, BatchNormalization, Relu, MaxPool,
    /// a block with a skip, Dropout, GlobalAveragePool, Flatten, Gemm.
    public static Graph residual() {
        var net = of(List.of(1L, 1L, 16L, 16L), List.of(1L, 1L));
        net.conv("stem", "image", 1, 8, 3).normalized("stem", 8).op("Relu", "stem.relu", "stem.norm");
        net.graph.add(Node.of("MaxPool", "pool", List.of("stem.relu"), List.of("pooled"))
                .with("kernel_shape", List.of(2L, 2L)).with("strides", List.of(2L, 2L)));
        net.conv("first", "pooled", 8, 8, 3).normalized("first", 8).op("Relu", "first.relu", "first.norm");
        net.conv("second", "first.relu", 8, 8, 3).normalized("second", 8);
        net.op("Add", "sum", "second.norm", "pooled").op("Relu", "block", "sum");
        net.op("Dropout", "dropped", "block").op("GlobalAveragePool", "mean", "dropped").op("Flatten", "flat", "mean");
        return net.gemm("head", "flat", 8, 1, "logit").graph();
    }

    public Graph graph() {
        return graph;
    }

    /// Same size out as in, with a bias.
    public TinyNet conv(String name, String input, int from, int to, int kernel) {
        put(name + ".w", 1 / Math.sqrt(from * kernel * kernel), to, from, kernel, kernel);
        put(name + ".b", 0.3, to);
        long pad = kernel / 2;
        graph.add(Node.of("Conv", name, List.of(input, name + ".w", name + ".b"), List.of(name + ".out"))
                .with("pads", List.of(pad, pad, pad, pad)));
        return this;
    }

    /// BatchNormalization of what `layer` writes, into `layer.norm`.
    public TinyNet normalized(String layer, int channels) {
        put(layer + ".scale", 1, channels);
        put(layer + ".offset", 1, channels);
        put(layer + ".mean", 1, channels);
        var variance = new float[channels];
        for (int i = 0; i < channels; i++) {
            variance[i] = 0.2f + random.nextFloat();
        }
        graph.put(Constant.floats(layer + ".variance", List.of((long) channels), variance));
        graph.add(Node.of("BatchNormalization", layer + ".bn", List.of(layer + ".out", layer + ".scale",
                layer + ".offset", layer + ".mean", layer + ".variance"), List.of(layer + ".norm")));
        return this;
    }

    public TinyNet gemm(String name, String input, int from, int to, String output) {
        put(name + ".w", 1, to, from);
        put(name + ".b", 0.3, to);
        graph.add(Node.of("Gemm", name, List.of(input, name + ".w", name + ".b"), List.of(output)).with("transB", 1));
        return this;
    }

    public TinyNet op(String op, String output, String... inputs) {
        graph.add(Node.of(op, output, List.of(inputs), List.of(output)));
        return this;
    }

    /// A constant of normally distributed values.
    public TinyNet put(String name, double deviation, long... shape) {
        int size = 1;
        for (long side : shape) {
            size *= (int) side;
        }
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        graph.put(Constant.floats(name, java.util.Arrays.stream(shape).boxed().toList(), values));
        return this;
    }
}
