// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What has changed between two readings of a file, as people may see it: a reference is not followed.
///
/// @param key    dotted; of a list as a whole
/// @param before of a list: the items that went; empty when there was nothing
/// @param after  of a list: the items that came; empty when there is nothing any more
/// @param live   the schema says that a running appliance takes it up
public record Difference(String key, Optional<String> before, Optional<String> after, boolean live) {
    private static final int MOST_CHARACTERS = 500;

    /// `exam.silence: 10s -> 20s`
    @Override
    public String toString() {
        return key + ": " + before.orElse("(absent)") + " -> " + after.orElse("(absent)");
    }

    /// A file as it is meant, and as it was written.
    record Reading(JsonNode meant, JsonNode shown) {
        Reading at(String name) {
            return new Reading(meant.path(name), shown.path(name));
        }

        Optional<String> words() {
            return meant.isMissingNode() ? Optional.empty() : Optional.of(shortened(shown));
        }
    }

    static List<Difference> between(SchemaFile schemas, Reading before, Reading after) {
        var differences = new ArrayList<Difference>();
        compare(schemas, schemas.root(), "", before, after, false, differences);
        return differences;
    }

    private static void compare(SchemaFile schemas, JsonNode unresolved, String key, Reading before, Reading after,
            boolean live, Collection<Difference> differences) {
        if (before.meant().equals(after.meant())) {
            return;
        }
        var schema = schemas.resolved(unresolved);
        boolean lives = live || schema.path("x-reload").asBoolean(false);
        if (before.meant().isObject() && after.meant().isObject()) {
            for (var name : names(before.meant(), after.meant())) {
                compare(schemas, schema.path("properties").path(name), KeyPath.join(key, name), before.at(name),
                        after.at(name), lives, differences);
            }
        } else if (before.meant().isArray() && after.meant().isArray()) {
            differences.add(list(key, before, after, lives));
        } else {
            differences.add(value(key, before.words(), after.words(), lives));
        }
    }

    private static Set<String> names(JsonNode before, JsonNode after) {
        var names = new LinkedHashSet<>(before.propertyNames());
        names.addAll(after.propertyNames());
        return names;
    }

    private static Difference value(String key, Optional<String> before, Optional<String> after, boolean live) {
        return before.equals(after)
                ? new Difference(key, before, after.map(text -> text + " (which stands for something else now)"), live)
                : new Difference(key, before, after, live);
    }

    private static Difference list(String key, Reading before, Reading after, boolean live) {
        var went = without(before, after);
        var came = without(after, before);
        return went.isEmpty() && came.isEmpty()
                ? new Difference(key, Optional.of("an order"), Optional.of("another order"), live)
                : value(key, Optional.of(shortened(went)), Optional.of(shortened(came)), live);
    }

    /// The items of one list that are not in another, as they were written.
    private static JsonNode without(Reading these, Reading those) {
        var others = StreamSupport.stream(those.meant().spliterator(), false).collect(Collectors.toSet());
        var left = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < these.meant().size(); i++) {
            if (!others.contains(these.meant().get(i))) {
                left.add(these.shown().path(i));
            }
        }
        return left;
    }

    private static String shortened(JsonNode shown) {
        var text = shown.isString() ? shown.stringValue() : shown.toString();
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
