// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Dotted keys: `output.labels[0].threshold`. The empty key is the whole file.
final class KeyPath {
    private static final Pattern STEP = Pattern.compile("\\[(\\d{1,9})]|[^.\\[]+|\\[");

    private KeyPath() {}

    static String join(String parent, String name) {
        boolean joinsDirectly = parent.isEmpty() || name.isEmpty() || name.startsWith("[");
        return joinsDirectly ? parent + name : parent + "." + name;
    }

    static String join(String parent, int index) {
        return parent + "[" + index + "]";
    }

    /// The key without its last step; empty for a key of one step.
    static String parent(String key) {
        return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
    }

    /// Whether `key` is `part` or lies inside it.
    static boolean inside(String key, String part) {
        return part.isEmpty() || key.equals(part) || key.startsWith(part + ".") || key.startsWith(part + "[");
    }

    static JsonNode find(JsonNode tree, String key) {
        var node = tree;
        for (var step : steps(key)) {
            node = step.startsWith("[") && step.endsWith("]")
                    ? node.path(Integer.parseInt(step.substring(1, step.length() - 1)))
                    : node.path(step);
        }
        return node == null ? MissingNode.getInstance() : node;
    }

    private static List<String> steps(String key) {
        var steps = new ArrayList<String>();
        var matcher = STEP.matcher(key);
        while (matcher.find()) {
            steps.add(matcher.group());
        }
        return steps;
    }
}
