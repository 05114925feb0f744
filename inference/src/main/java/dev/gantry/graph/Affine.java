// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What an operator does to each channel: `gain * x + shift`.
///
/// @param gain  one value per channel, or one for all
/// @param shift as many as there are gains
/// @param shape of the constant that broadcasts over the layer's output; empty when the operator counts its
///              channels itself
record Affine(String input, double[] gain, double[] shift, Optional<List<Long>> shape) {
    static Optional<Affine> of(Graph graph, Node node) {
        return switch (node.op()) {
            case "BatchNormalization" -> batchNormalization(graph, node);
            case "Mul", "Add", "Sub", "Div" -> arithmetic(graph, node);
            default -> Optional.empty();
        };
    }

    double gain(int channel) {
        return gain[gain.length == 1 ? 0 : channel];
    }

    double shift(int channel) {
        return shift[shift.length == 1 ? 0 : channel];
    }

    /// Whether it is one factor and offset per channel of an output of that rank: channels in the second place, behind
    /// the batch (ONNX broadcasting aligns shapes at their ends).
    boolean fits(int channels, int rank) {
        if (gain.length == 1) {
            return shape.isEmpty() ? channels == 1 : shape.get().size() <= rank;
        }
        if (gain.length != channels || shape.isEmpty()) {
            return gain.length == channels;
        }
        int place = shape.get().size() - (rank - 1);
        return (place == 0 || place == 1) && shape.get().get(place) == channels;
    }

    /// `(x - mean) / sqrt(variance + epsilon) * scale + offset` (ONNX BatchNormalization, inference).
    private static Optional<Affine> batchNormalization(Graph graph, Node node) {
        var parts = node.inputs().subList(1, 5).stream()
                .map(graph::constant)
                .flatMap(Optional::stream)
                .filter(Constant::isFloat)
                .map(Constant::floats)
                .toList();
        if (parts.size() < 4 || node.integer("training_mode", 0) != 0) {
            return Optional.empty();
        }
        double epsilon = node.number("epsilon", 1e-5f);
        int channels = parts.getFirst().length;
        var gain = new double[channels];
        var shift = new double[channels];
        for (int i = 0; i < channels; i++) {
            gain[i] = parts.get(0)[i] / Math.sqrt(parts.get(3)[i] + epsilon);
            shift[i] = parts.get(1)[i] - parts.get(2)[i] * gain[i];
        }
        return Optional.of(new Affine(node.inputs().getFirst(), gain, shift, Optional.empty()));
    }

    /// A factor, divisor or offset that is a constant with at most one side longer than 1.
    private static Optional<Affine> arithmetic(Graph graph, Node node) {
        boolean second = graph.constant(node.inputs().get(1)).isPresent();
        var constant = graph.constant(node.inputs().get(second ? 1 : 0)).filter(Constant::isFloat);
        boolean backwards = !second && node.is("Sub", "Div");
        if (constant.isEmpty() || backwards || !oneSide(constant.get().shape())) {
            return Optional.empty();
        }
        var values = constant.get().floats();
        var gain = new double[values.length];
        var shift = new double[values.length];
        Arrays.fill(gain, 1);
        for (int i = 0; i < values.length; i++) {
            switch (node.op()) {
                case "Mul" -> gain[i] = values[i];
                case "Div" -> gain[i] = 1.0 / values[i];
                case "Add" -> shift[i] = values[i];
                default -> shift[i] = -values[i];
            }
        }
        return Optional.of(new Affine(
                node.inputs().get(second ? 0 : 1), gain, shift, Optional.of(constant.get().shape())));
    }

    private static boolean oneSide(List<Long> shape) {
        return shape.stream().filter(side -> side != 1).count() <= 1;
    }
}
