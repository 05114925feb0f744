// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.lookup.KnownExam.Named;
import dev.gantry.pseudonym.Order;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A known exam as JSON: in the journal, and in an answer (docs/schema/lookup.schema.json).
final class ExamJson {
    private ExamJson() {}

    static byte[] write(KnownExam exam) {
        return JsonMapper.shared().writeValueAsBytes(node(exam));
    }

    static ObjectNode node(KnownExam exam) {
        var node = JsonMapper.shared().createObjectNode();
        node.put("study-uid", exam.studyUid());
        var orders = node.putArray("orders");
        for (var named : exam.orders()) {
            orders.addObject()
                    .put("accession-number", named.order().map(Order::number).orElse(null))
                    .put("issuer", named.order().map(Order::issuer).filter(it -> !it.isEmpty()).orElse(null))
                    .put("patient-id", named.patientId().orElse(null))
                    .put("patient-id-issuer", named.patientIdIssuer().orElse(null));
        }
        node.put("scanner", exam.scanner());
        node.putObject("received").put("first", exam.first().toString()).put("last", exam.last().toString());
        return node;
    }

    /// @throws IllegalArgumentException when it is something else
    static KnownExam read(byte[] json) {
        try {
            var node = JsonMapper.shared().readTree(json);
            var orders = node.path("orders").valueStream().map(it -> new Named(
                    text(it, "accession-number").map(number -> new Order(text(it, "issuer").orElse(""), number)),
                    text(it, "patient-id"),
                    text(it, "patient-id-issuer"))).toList();
            var received = node.path("received");
            return new KnownExam(node.path("study-uid").stringValue(), orders, node.path("scanner").stringValue(),
                    Instant.parse(received.path("first").stringValue()),
                    Instant.parse(received.path("last").stringValue()));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("look-up journal: a record is none of ours", e);
        }
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.of(node.path(key)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
