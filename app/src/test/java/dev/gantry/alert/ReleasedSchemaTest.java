// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What docs/receivers.md promises: within a major version nothing is taken away from receivers. A released form is
/// never edited; a new minor version gets a folder of its own.
class ReleasedSchemaTest {
    /// Keywords that say what a value can be: they stay as they were.
    private static final Set<String> VALUES = Set.of("type", "enum", "const", "pattern", "format", "minimum", "maximum",
            "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems");

    private static JsonNode released(String name) throws IOException {
        try (var form = ReleasedSchemaTest.class.getResourceAsStream("/schema-1.0/" + name + ".schema.json")) {
            return JsonMapper.shared().readTree(form);
        }
    }

    private static JsonNode current(String name) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(Path.of("../docs/schema", name + ".schema.json")));
    }

    /// What of `before` a receiver relied on and `now` does not give.
    private static List<String> broken(JsonNode before, JsonNode now) {
        var broken = new ArrayList<String>();
        new Comparison(before, now, broken).compare("", before, now);
        return broken;
    }

    private record Comparison(JsonNode rootBefore, JsonNode rootNow, List<String> broken) {
        void compare(String path, JsonNode a, JsonNode b) {
            var before = resolved(rootBefore, a);
            var now = resolved(rootNow, b);
            if (now.isMissingNode()) {
                broken.add(path + " is gone");
                return;
            }
            if (path.equals("/schema-version")) {
                return;
            }
            for (var keyword : VALUES) {
                if (!values(before.path(keyword)).equals(values(now.path(keyword)))) {
                    broken.add("%s: %s was %s and is %s".formatted(path, keyword, before.path(keyword), now.path(keyword)));
                }
            }
            var required = new TreeSet<>(values(before.path("required")));
            required.removeAll(values(now.path("required")));
            required.forEach(key -> broken.add(path + "/" + key + " is no longer always there"));
            before.path("properties").properties().forEach(entry ->
                    compare(path + "/" + entry.getKey(), entry.getValue(), now.path("properties").path(entry.getKey())));
            if (before.has("items")) {
                compare(path + "[]", before.path("items"), now.path("items"));
            }
            choices(path, before.path("oneOf"), now.path("oneOf"));
        }

        private void choices(String path, JsonNode before, JsonNode now) {
            if (before.size() != now.size()) {
                broken.add(path + ": one of " + before.size() + " forms has become one of " + now.size());
            }
            for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
                compare(path, before.path(i), now.path(i));
            }
        }

        private static JsonNode resolved(JsonNode root, JsonNode node) {
            return node.has("$ref") ? root.at(node.path("$ref").stringValue().substring(1)) : node;
        }

        private static Set<String> values(JsonNode node) {
            return node.isArray()
                    ? node.valueStream().map(JsonNode::toString).collect(Collectors.toCollection(TreeSet::new))
                    : new TreeSet<>(node.isMissingNode() ? Set.of() : Set.of(node.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"outcome", "status"})
    void takesNothingFromReceiversThatTheReleasedFormGaveThem(String name) throws IOException {
        assertThat(broken(released(name), current(name))).isEmpty();
    }

    private static List<String> after(Consumer<JsonNode> change) throws IOException {
        var changed = released("outcome").deepCopy();
        change.accept(changed);
        return broken(released("outcome"), changed);
    }

    private static ObjectNode at(JsonNode schema, String pointer) {
        return (ObjectNode) schema.at(pointer);
    }

    @Test
    void letsKeysBeAdded() throws IOException {
        assertThat(after(schema -> {
            at(schema, "/properties").putObject("ward").put("type", "string");
            ((ArrayNode) schema.at("/required")).add("ward");
        })).isEmpty();
    }

    @Test
    void findsWhatWouldBreakAReceiver() throws IOException {
        assertThat(after(schema -> at(schema, "/properties").remove("late"))).containsExactly("/late is gone");
        assertThat(after(schema -> ((ArrayNode) schema.at("/required")).remove(0)))
                .containsExactly("/\"id\" is no longer always there");
        assertThat(after(schema -> ((ArrayNode) schema.at("/properties/reason/enum")).add("tired")))
                .singleElement().asString().startsWith("/reason: enum was ");
        assertThat(after(schema -> at(schema, "/properties/late").putArray("type").add("boolean").add("null")))
                .singleElement().asString().startsWith("/late: type was \"boolean\"");
        assertThat(after(schema -> at(schema, "/properties/findings/items/properties").remove("threshold")))
                .containsExactly("/findings[]/threshold is gone");
        assertThat(after(schema -> at(schema, "/$defs/pseudonym").put("pattern", "^.*$"))).isNotEmpty();
    }
}
