// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.model.ModelId.Version;
import dev.gantry.shelf.Report.Line;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Choices, reports and trials as JSON. What cannot be read is an [IllegalArgumentException] that says why.
final class ShelfJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ShelfJson() {}

    static byte[] write(Choices choices) {
        var root = MAPPER.createObjectNode();
        root.put("serial", choices.serial());
        var models = root.putObject("models");
        new TreeMap<>(choices.byName()).forEach((name, choice) -> write(models.putObject(name), choice));
        return bytes(root);
    }

    private static void write(ObjectNode node, Choice choice) {
        choice.active().ifPresent(version -> node.put("active", version.toString()));
        choice.previous().ifPresent(version -> node.put("previous", version.toString()));
        choice.shadow().ifPresent(version -> node.put("shadow", version.toString()));
        node.put("off", choice.off());
        node.put("at", choice.at().toString());
    }

    static Choices choices(byte[] json) {
        return read(json, root -> {
            var byName = new TreeMap<String, Choice>();
            root.path("models").properties().forEach(entry -> byName.put(entry.getKey(), choice(entry.getValue())));
            return new Choices(root.path("serial").longValue(), byName);
        });
    }

    private static Choice choice(JsonNode node) {
        return new Choice(version(node, "active"), version(node, "previous"), version(node, "shadow"),
                node.path("off").booleanValue(), Instant.parse(node.path("at").stringValue()));
    }

    private static Optional<Version> version(JsonNode node, String key) {
        return node.has(key) ? Optional.of(Version.of(node.path(key).stringValue())) : Optional.empty();
    }

    static byte[] write(Report report) {
        var root = MAPPER.createObjectNode();
        root.put("pid", report.pid()).put("at", report.at().toString()).put("serial", report.serial());
        var lines = root.putArray("models");
        for (var line : report.lines()) {
            var node = lines.addObject().put("id", line.id()).put("standing", line.standing()).put("why", line.why());
            var facts = node.putObject("facts");
            line.facts().forEach(facts::put);
        }
        return bytes(root);
    }

    static Report report(byte[] json) {
        return read(json, root -> new Report(
                root.path("pid").longValue(), Instant.parse(root.path("at").stringValue()),
                root.path("serial").longValue(),
                root.path("models").valueStream().map(node -> new Line(node.path("id").stringValue(),
                        node.path("standing").stringValue(), node.path("why").stringValue(),
                        facts(node.path("facts")))).toList()));
    }

    private static Map<String, String> facts(JsonNode node) {
        var facts = new TreeMap<String, String>();
        node.properties().forEach(entry -> facts.put(entry.getKey(), entry.getValue().stringValue()));
        return facts;
    }

    static byte[] write(Map<String, Integer> trials) {
        var root = MAPPER.createObjectNode();
        new TreeMap<>(trials).forEach(root::put);
        return bytes(root);
    }

    static Map<String, Integer> trials(byte[] json) {
        return read(json, root -> {
            var trials = new TreeMap<String, Integer>();
            root.properties().forEach(entry -> trials.put(entry.getKey(), entry.getValue().intValue()));
            return trials;
        });
    }

    private static byte[] bytes(ObjectNode root) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static <T> T read(byte[] json, Function<JsonNode, T> as) {
        try {
            return as.apply(MAPPER.readTree(json));
        } catch (JacksonException | DateTimeException e) {
            throw new IllegalArgumentException("is damaged: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }
}
