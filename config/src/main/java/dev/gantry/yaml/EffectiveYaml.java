// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Writes a completed tree as YAML that reads back as the same tree; what nobody wrote is marked `# default`.
public final class EffectiveYaml {
    /// Text that is read back as text without quotes; all else is quoted as in JSON, which is YAML 1.2.
    private static final String PLAIN = "[A-Za-z/][A-Za-z0-9_/.-]*|[1-9][0-9]{0,4}(ms|s|m|h|d)";
    private static final String WORD_OF_YAML = "(?i)true|false|null|yes|no|on|off|y|n";

    private final Map<String, String> notes;
    private final StringBuilder out = new StringBuilder();

    private EffectiveYaml(Map<String, String> notes) {
        this.notes = notes;
    }

    static String of(Completion.Complete complete) {
        var yaml = new EffectiveYaml(complete.notes());
        yaml.mapping(complete.tree(), "", "");
        return yaml.out.toString();
    }

    private void mapping(ObjectNode object, String key, String indent) {
        for (var entry : object.properties()) {
            out.append(indent).append(text(entry.getKey())).append(':');
            value(entry.getValue(), KeyPath.join(key, entry.getKey()), indent);
        }
    }

    private void value(JsonNode value, String key, String indent) {
        switch (value) {
            case ObjectNode object when !object.isEmpty() -> {
                out.append('\n');
                mapping(object, key, indent + "  ");
            }
            case ArrayNode array when array.valueStream().anyMatch(JsonNode::isContainer) -> {
                out.append(note(key)).append('\n');
                for (int i = 0; i < array.size(); i++) {
                    item(array.get(i), KeyPath.join(key, i), indent + "  ");
                }
            }
            default -> out.append(' ').append(scalar(value)).append(note(key)).append('\n');
        }
    }

    /// A mapping starts beside the hyphen: `- name: pneumonia`.
    private void item(JsonNode value, String key, String indent) {
        out.append(indent).append('-');
        int start = out.length();
        value(value, key, indent);
        if (out.charAt(start) == '\n') {
            out.replace(start, start + 1 + indent.length() + 1, "");
        }
    }

    private String note(String key) {
        if (!notes.containsKey(key)) {
            return "";
        }
        return notes.get(key).isEmpty() ? "  # default" : "  # default: " + notes.get(key);
    }

    /// A single value as it is written behind its key; a text that would be read as something else is quoted.
    public static String scalar(JsonNode value) {
        return value.isString() ? text(value.stringValue()) : value.toString();
    }

    private static String text(String text) {
        return text.matches(PLAIN) && !text.matches(WORD_OF_YAML)
                ? text
                : StringNode.valueOf(text).toString();
    }
}
