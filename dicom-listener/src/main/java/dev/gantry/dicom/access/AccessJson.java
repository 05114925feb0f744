// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.config.Network;
import dev.gantry.dicom.access.Objection.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Peers and refusals as JSON. What cannot be read is an [IllegalArgumentException] that says why.
final class AccessJson {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private AccessJson() {}

    static byte[] allowed(List<Allowed> all) {
        var root = MAPPER.createObjectNode();
        var list = root.putArray("allowed");
        all.forEach(one -> write(list.addObject(), one));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static void write(ObjectNode node, Allowed one) {
        node.put("ae-title", one.title());
        var addresses = node.putArray("addresses");
        one.addresses().forEach(network -> addresses.add(network.text()));
        one.called().ifPresent(called -> node.put("called", called));
        node.put("at", one.at().toString());
    }

    static List<Allowed> allowed(byte[] json) {
        return read(json, "allowed", node -> new Allowed(
                node.path("ae-title").stringValue(),
                node.path("addresses").valueStream().map(JsonNode::stringValue).map(Network::new).toList(),
                node.has("called") ? Optional.of(node.path("called").stringValue()) : Optional.empty(),
                Instant.parse(node.path("at").stringValue())));
    }

    static byte[] refused(List<Refusal> all) {
        var root = MAPPER.createObjectNode();
        var list = root.putArray("refused");
        all.forEach(one -> list.addObject()
                .put("calling", one.calling())
                .put("called", one.called())
                .put("address", one.address())
                .put("implementation", one.implementation())
                .put("cause", one.objection().cause().name())
                .put("why", one.objection().why())
                .put("remedy", one.objection().remedy())
                .put("let-in", one.letIn())
                .put("first", one.first().toString())
                .put("last", one.last().toString())
                .put("count", one.count()));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    static List<Refusal> refused(byte[] json) {
        return read(json, "refused", node -> new Refusal(
                node.path("calling").stringValue(),
                node.path("called").stringValue(),
                node.path("address").stringValue(),
                node.path("implementation").stringValue(),
                new Objection(Cause.valueOf(node.path("cause").stringValue()), node.path("why").stringValue(),
                        node.path("remedy").stringValue()),
                node.path("let-in").booleanValue(),
                Instant.parse(node.path("first").stringValue()),
                Instant.parse(node.path("last").stringValue()),
                node.path("count").longValue()));
    }

    private interface Item<T> {
        T of(JsonNode node);
    }

    private static <T> List<T> read(byte[] json, String list, Item<T> item) {
        try {
            return MAPPER.readTree(json).path(list).valueStream().map(item::of).toList();
        } catch (JacksonException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("is damaged: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }
}
