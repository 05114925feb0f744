// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A tree completed with the defaults of its schema, in the order of the schema.
///
/// A text default may name other keys: `{spool.path}/site.key`.
final class Completion {
    private static final Pattern REFERENCE = Pattern.compile("\\{([a-z][a-z0-9.-]*)}");

    private final SchemaFile schemas;
    private final Map<String, String> notes = new LinkedHashMap<>();

    private Completion(SchemaFile schemas) {
        this.schemas = schemas;
    }

    /// @param tree  written values and defaults
    /// @param notes for each key that was not written: its default in words, empty where the value says it
    record Complete(ObjectNode tree, Map<String, String> notes) {}

    static Complete of(SchemaFile schemas, ObjectNode written) {
        var completion = new Completion(schemas);
        var tree = written.deepCopy();
        completion.fill(tree, schemas.root(), "");
        for (var key : completion.notes.keySet()) {
            expand(tree, key);
        }
        return new Complete(tree, Map.copyOf(completion.notes));
    }

    private void fill(JsonNode node, JsonNode unresolved, String key) {
        var schema = schemas.resolved(unresolved);
        switch (node) {
            case ObjectNode object -> {
                order(object, schema.path("properties"), key);
                if (schema.path("additionalProperties").isObject()) {
                    object.properties().stream()
                            .filter(entry -> !schema.path("properties").has(entry.getKey()))
                            .forEach(entry -> fill(entry.getValue(), schema.path("additionalProperties"),
                                    KeyPath.join(key, entry.getKey())));
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    fill(array.get(i), schema.path("items"), KeyPath.join(key, i));
                }
            }
            default -> { }
        }
    }

    private void order(ObjectNode object, JsonNode properties, String key) {
        var written = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(entry -> written.put(entry.getKey(), entry.getValue()));
        object.removeAll();
        for (var property : properties.properties()) {
            var schema = schemas.resolved(property.getValue());
            var place = KeyPath.join(key, property.getKey());
            var value = written.remove(property.getKey());
            if (value == null && schema.has("default")) {
                value = schema.path("default").deepCopy();
                notes.put(place, schema.path("x-default").asString(""));
            }
            if (value != null) {
                object.set(property.getKey(), value);
                fill(value, schema, place);
            }
        }
        object.setAll(written);
    }

    /// The text with each `{key}` replaced by that key's value.
    static String expanded(String text, JsonNode tree) {
        return REFERENCE.matcher(text).replaceAll(reference ->
                Matcher.quoteReplacement(KeyPath.find(tree, reference.group(1)).asString("")));
    }

    private static void expand(ObjectNode tree, String key) {
        var value = KeyPath.find(tree, key);
        if (value.isString() && REFERENCE.matcher(value.stringValue()).find()) {
            var text = expanded(value.stringValue(), tree);
            ((ObjectNode) KeyPath.find(tree, KeyPath.parent(key)))
                    .put(key.substring(KeyPath.parent(key).length()).replaceFirst("^\\.", ""), text);
        }
    }
}
