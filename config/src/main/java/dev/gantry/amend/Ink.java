// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import dev.gantry.yaml.EffectiveYaml;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A value as a person would write it behind its key: a section in lines of its own, a list of entries one entry a
/// line.
final class Ink {
    private static final int INDENT = 2;

    private Ink() {}

    /// What follows `key:`, the space or line break included.
    ///
    /// @param column where the key begins
    static String block(JsonNode value, int column) {
        return switch (value) {
            case ObjectNode object when !object.isEmpty() -> object.properties().stream()
                    .map(it -> "\n" + " ".repeat(column + INDENT) + key(it.getKey()) + ":"
                            + block(it.getValue(), column + INDENT))
                    .collect(Collectors.joining());
            case ArrayNode array when array.valueStream().anyMatch(JsonNode::isContainer) -> array.valueStream()
                    .map(it -> "\n" + " ".repeat(column + INDENT) + "- " + flow(it))
                    .collect(Collectors.joining());
            default -> " " + flow(value);
        };
    }

    /// On one line.
    static String flow(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> object.properties().stream()
                    .map(it -> key(it.getKey()) + ": " + flow(it.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case ArrayNode array -> array.valueStream().map(Ink::flow).collect(Collectors.joining(", ", "[", "]"));
            default -> EffectiveYaml.scalar(value);
        };
    }

    static String key(String name) {
        return EffectiveYaml.scalar(StringNode.valueOf(name));
    }
}
