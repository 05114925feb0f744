// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Weights and biases of Conv, ConvTranspose and Gemm, by output channel.
final class Weights {
    private Weights() {}

    /// The layer with a factor and an offset per output channel taken into its weights; empty when it is no such
    /// layer, or its weights are not known.
    static Optional<Node> scaled(Graph graph, Node layer, Affine affine) {
        var weight = layer.is("Conv", "ConvTranspose", "Gemm")
                ? layer.input(1).flatMap(graph::constant).filter(Constant::isFloat)
                : Optional.<Constant>empty();
        var bias = layer.input(2).flatMap(graph::constant);
        boolean known = weight.isPresent() && (layer.input(2).isEmpty() || bias.filter(Constant::isFloat).isPresent());
        if (!known) {
            return Optional.empty();
        }
        var channels = channels(layer, weight.get());
        if (!affine.fits(channels.count(), weight.get().shape().size())) {
            return Optional.empty();
        }
        var offsets = bias.map(Constant::floats).orElse(new float[] {0});
        if (offsets.length != 1 && offsets.length != channels.count()) {
            return Optional.empty();
        }
        return Optional.of(write(graph, layer, weight.get(), offsets, channels, affine));
    }

    private static Node write(Graph graph, Node layer, Constant weight, float[] offsets, Channels channels,
            Affine affine) {
        var values = weight.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * affine.gain(channels.of(i)));
        }
        double beta = layer.is("Gemm") ? layer.number("beta", 1) : 1;
        var shifted = new float[channels.count()];
        for (int c = 0; c < shifted.length; c++) {
            double offset = beta * offsets[offsets.length == 1 ? 0 : c];
            shifted[c] = (float) (offset * affine.gain(c) + affine.shift(c));
        }
        var name = layer.output();
        graph.put(Constant.floats(name + ".weight", weight.shape(), values));
        graph.put(Constant.floats(name + ".bias", List.of((long) shifted.length), shifted));
        var inputs = new ArrayList<>(List.of(layer.inputs().getFirst(), name + ".weight", name + ".bias"));
        var fresh = layer.reading(inputs);
        return layer.is("Gemm") ? fresh.with("beta", 1f) : fresh;
    }

    private static Channels channels(Node layer, Constant weight) {
        var shape = weight.shape();
        return switch (layer.op()) {
            // M x C/group x kernel
            case "Conv" -> new Channels(side(shape, 0), weight.size() / side(shape, 0), 1, 1);
            // C x M/group x kernel: channel m of group g reads the rows of that group
            case "ConvTranspose" -> {
                int group = (int) layer.integer("group", 1);
                int each = side(shape, 1);
                int kernel = weight.size() / (side(shape, 0) * each);
                yield new Channels(each * group, kernel, each, side(shape, 0) / group);
            }
            default -> layer.integer("transB", 0) != 0
                    ? new Channels(side(shape, 0), side(shape, 1), 1, 1)
                    : new Channels(side(shape, 1), 1, side(shape, 1), side(shape, 0));
        };
    }

    private static int side(List<Long> shape, int at) {
        return Math.toIntExact(shape.get(at));
    }

    /// Which output channel a weight belongs to.
    ///
    /// @param run     weights in a row of one channel
    /// @param inRow   channels in a row of the weight; 1 when each row is one channel
    /// @param rows    rows before the next group of channels begins
    private record Channels(int count, int run, int inRow, int rows) {
        int of(int weight) {
            int column = weight / run;
            return inRow == 1 && rows == 1 ? column : column / (inRow * rows) * inRow + column % inRow;
        }
    }
}
