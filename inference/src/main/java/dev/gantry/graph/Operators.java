// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.TreeMap;

/// Which operators a graph consists of, those of other domains too.
public final class Operators {
    private Operators() {}

    /// @return how many of each type, by type without its domain
    /// @throws IllegalArgumentException when the bytes are no graph
    public static Map<String, Integer> count(byte[] model) {
        try {
            var counts = new TreeMap<String, Integer>();
            ModelProto.parseFrom(model).getGraph().getNodeList()
                    .forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
            return counts;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an ONNX model: " + e.getMessage(), e);
        }
    }
}
