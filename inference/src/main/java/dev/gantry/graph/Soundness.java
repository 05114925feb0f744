// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whether bytes are a graph that can be worked on: known operators, weights inside, values that can be quantized.
final class Soundness {
    /// Quantized tensors with a scale per channel came with operator set 13.
    static final int OLDEST_OPSET = 13;
    /// The newest that ONNX Runtime 1.28 calls its own.
    static final int NEWEST_OPSET = 26;

    private static final Set<String> OWN = Set.of("", "ai.onnx");

    private Soundness() {}

    /// @throws IllegalArgumentException with what is wrong, and what helps
    static ModelProto checked(byte[] bytes, String origin) {
        var model = parsed(bytes, origin);
        if (model.getGraph().getNodeCount() == 0 || model.getOpsetImportCount() == 0) {
            throw new IllegalArgumentException(
                    origin + ": not an ONNX model (no graph with operators in it); give the .onnx file");
        }
        long opset = opset(model);
        if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            throw new IllegalArgumentException(origin + ": operator set " + opset + "; expected " + OLDEST_OPSET
                    + " to " + NEWEST_OPSET + ": export the model again with opset_version=17, for example");
        }
        external(model, origin);
        foreign(model, origin);
        return model;
    }

    static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(one -> OWN.contains(one.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
    }

    private static ModelProto parsed(byte[] bytes, String origin) {
        try {
            return ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    origin + ": not an ONNX model (" + e.getMessage() + "); give the .onnx file", e);
        }
    }

    private static void external(ModelProto model, String origin) {
        for (var tensor : model.getGraph().getInitializerList()) {
            if (new Constant(tensor).external()) {
                throw new IllegalArgumentException(origin + ": the weights of " + tensor.getName()
                        + " lie in another file (external data), which is not supported; save the model as one"
                        + " file: onnx.save(onnx.load(path), path, save_as_external_data=False)");
            }
        }
    }

    private static void foreign(ModelProto model, String origin) {
        var ops = new TreeSet<String>();
        for (var proto : model.getGraph().getNodeList()) {
            for (var node : new Node(proto).withBodies()) {
                if (!OWN.contains(node.domain())) {
                    ops.add(node.op());
                }
            }
        }
        if (!ops.isEmpty() || model.getFunctionsCount() > 0) {
            throw new IllegalArgumentException(origin + ": operators that are not ONNX's own: "
                    + (ops.isEmpty() ? functions(model) : ops)
                    + "; export the model from its framework anew, not optimized for one runtime");
        }
    }

    private static List<String> functions(ModelProto model) {
        return model.getFunctionsList().stream().map(one -> one.getDomain() + ":" + one.getName()).toList();
    }
}
