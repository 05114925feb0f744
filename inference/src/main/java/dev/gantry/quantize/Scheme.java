// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import dev.gantry.graph.Node;
import java.util.Set;

/// What an 8-bit graph looks like for one kind of machine.
public enum Scheme {
    /// uint8 activations, int8 weights: what ONNX Runtime's kernels for VNNI multiply.
    CPU("cpu", "int8", "model.int8.onnx", 127),
    /// The same with weights of 7 bits: without VNNI two products are added up in 16 bits, which 8-bit weights
    /// overflow.
    CPU_NO_VNNI("cpu-no-vnni", "int8 reduced range", "model.int8r.onnx", 63),
    /// int8 activations with zero point 0, biases in float: what TensorRT takes.
    TENSORRT("tensorrt", "symmetric int8", "model.int8s.onnx", 127);

    private static final Set<String> LAYERS = Set.of("Conv", "Gemm", "MatMul");
    /// Operators that ONNX Runtime has for 8 bits, and that make new values of their inputs'.
    private static final Set<String> JOINTS = Set.of(
            "Add", "Mul", "Concat", "AveragePool", "GlobalAveragePool", "LeakyRelu", "Sigmoid");
    private static final Set<String> PASSAGES = Set.of(
            "MaxPool", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Resize", "DepthToSpace");

    private final String target;
    private final String precision;
    private final String file;
    private final int weightLevels;

    Scheme(String target, String precision, String file, int weightLevels) {
        this.target = target;
        this.precision = precision;
        this.file = file;
        this.weightLevels = weightLevels;
    }

    /// Its key in the manifest's `files`.
    public String target() {
        return target;
    }

    /// In the manifest's words.
    public String precision() {
        return precision;
    }

    /// What the file is called.
    public String file() {
        return file;
    }

    /// The greatest weight, in levels; the least is its negative.
    int weightLevels() {
        return weightLevels;
    }

    boolean symmetric() {
        return this == TENSORRT;
    }

    /// Biases as int32 in steps of input times weight scale. TensorRT's parser refuses them and wants floats.
    boolean quantizesBiases() {
        return this != TENSORRT;
    }

    Levels levels(Range range) {
        return symmetric() ? Levels.signed(range) : Levels.unsigned(range);
    }

    /// Operators with weights. ONNX Runtime has no 8-bit ConvTranspose for CPUs: it would be computed in float
    /// between two conversions.
    boolean layer(Node node) {
        return LAYERS.contains(node.op()) || this == TENSORRT && node.is("ConvTranspose");
    }

    boolean joint(Node node) {
        return JOINTS.contains(node.op());
    }

    /// Operators that hand values on as they are: what comes out has the levels of what went in.
    boolean passage(Node node) {
        return PASSAGES.contains(node.op());
    }
}
