// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tensors, and what torch, torchvision and scipy made of them: `heads/*.json` of make_head_references.py.
public record Reference(JsonNode root) {
    public static Reference read(String name) throws IOException {
        try (var in = Reference.class.getResourceAsStream("/heads/" + name + ".json")) {
            return new Reference(JsonMapper.shared().readTree(in));
        }
    }

    public Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        root.path("tensors").properties().forEach(entry -> tensors.put(entry.getKey(), tensor(entry.getValue())));
        return tensors;
    }

    /// A list of numbers.
    public double[] numbers(String key) {
        return root.path(key).valueStream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static Tensor tensor(JsonNode node) {
        var shape = node.path("shape").valueStream().mapToLong(JsonNode::longValue).toArray();
        var tensor = Tensor.allocate(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, node.path("values").path(i).floatValue());
        }
        return tensor;
    }
}
