// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static dev.gantry.model.PackageFiles.one;

import dev.gantry.model.Manifest.Card;
import dev.gantry.model.Manifest.Explain;
import dev.gantry.select.Selection;
import dev.gantry.select.Selection.Prefer;
import dev.gantry.select.Selection.Thickness;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.CheckedYaml.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads a manifest's `select`, and what it says for people.
final class CardYaml {
    private static final Rule THICKNESS_RISES = new Rule(
            List.of("select.thickness-mm"),
            "must be the least and the greatest, in this order",
            yaml -> yaml.numbers("select.thickness-mm").getFirst() <= yaml.numbers("select.thickness-mm").getLast());

    /// What the schema cannot say.
    private static final Rule GATE_OF_IMAGES = new Rule(
            List.of("input-gate", "scope"), "goes with scope: image", yaml -> yaml.text("scope").equals("image"));

    private static final Rule ANOTHER = new Rule(
            List.of("instead", "version", "name"), "must be another model or another version than this one",
            yaml -> !List.of(yaml.text("name"), yaml.text("version")).contains(yaml.text("instead")));

    static final List<Rule> RULES = List.of(THICKNESS_RISES, GATE_OF_IMAGES, ANOTHER);

    private CardYaml() {}

    static Selection selection(CheckedYaml yaml) {
        return new Selection(
                list(yaml, "exclude-image-type"),
                yaml.has("presentation") ? Optional.of(yaml.text("presentation")) : Optional.empty(),
                list(yaml, "kernel"),
                yaml.has("thickness-mm")
                        ? Optional.of(new Thickness(
                                yaml.numbers("thickness-mm").getFirst(), yaml.numbers("thickness-mm").getLast()))
                        : Optional.empty(),
                yaml.integer("fewest-images"),
                one(Prefer.class, yaml.text("prefer")));
    }

    static Card card(CheckedYaml yaml) {
        return new Card(
                one(Explain.class, yaml.text("explain")),
                texts(yaml, "evidence"),
                yaml.text("licence"),
                yaml.text("intended-use"));
    }

    private static List<String> list(CheckedYaml yaml, String key) {
        return yaml.has(key) ? yaml.texts(key) : List.of();
    }

    /// A mapping as texts, in the order of the file; nested keys are joined by dots.
    static Map<String, String> texts(CheckedYaml yaml, String key) {
        var texts = new LinkedHashMap<String, String>();
        if (yaml.has(key)) {
            flatten("", yaml.part(key).tree(), texts);
        }
        return texts;
    }

    private static void flatten(String key, JsonNode node, Map<String, String> texts) {
        if (node.isObject()) {
            node.properties().forEach(entry ->
                    flatten(key.isEmpty() ? entry.getKey() : key + "." + entry.getKey(), entry.getValue(), texts));
        } else {
            texts.put(key, node.isArray()
                    ? String.join(", ", node.valueStream().map(JsonNode::asString).toList())
                    : node.asString());
        }
    }
}
