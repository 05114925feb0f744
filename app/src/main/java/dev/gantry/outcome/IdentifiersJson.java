// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Identifiers.Accession;
import dev.gantry.outcome.Identifiers.Patient;
import dev.gantry.outcome.Identifiers.Uids;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `exam.identifiers` of docs/schema/outcome.schema.json, and back.
final class IdentifiersJson {
    private IdentifiersJson() {}

    /// Adds the key to `exam`, `null` where nothing may be said.
    static void write(ObjectNode exam, Optional<Identifiers> identifiers) {
        if (identifiers.isEmpty()) {
            exam.putNull("identifiers");
            return;
        }
        var node = exam.putObject("identifiers");
        identifiers.get().accession().ifPresentOrElse(
                accession -> node.putObject("accession")
                        .put("number", accession.number())
                        .put("issuer", accession.issuer().orElse(null)),
                () -> node.putNull("accession"));
        identifiers.get().uids().ifPresentOrElse(uids -> {
            var of = node.putObject("uids").put("study", uids.study());
            var series = of.putArray("series");
            uids.series().forEach(series::add);
            of.put("instance", uids.instance().orElse(null));
        }, () -> node.putNull("uids"));
        identifiers.get().patient().ifPresentOrElse(
                patient -> node.putObject("patient")
                        .put("id", patient.id().orElse(null))
                        .put("issuer", patient.issuer().orElse(null))
                        .put("name", patient.name().orElse(null))
                        .put("birth-date", patient.birthDate().map(LocalDate::toString).orElse(null))
                        .put("sex", patient.sex().orElse(null)),
                () -> node.putNull("patient"));
    }

    /// @param exam of version 1.0 too, which has no such key
    static Optional<Identifiers> read(JsonNode exam) {
        return part(exam, "identifiers").map(node -> new Identifiers(
                part(node, "accession").map(it -> new Accession(it.path("number").stringValue(), text(it, "issuer"))),
                part(node, "uids").map(it -> new Uids(
                        it.path("study").stringValue(),
                        it.path("series").valueStream().map(JsonNode::stringValue).toList(),
                        text(it, "instance"))),
                part(node, "patient").map(it -> new Patient(
                        text(it, "id"),
                        text(it, "issuer"),
                        text(it, "name"),
                        text(it, "birth-date").map(LocalDate::parse),
                        text(it, "sex")))));
    }

    private static Optional<JsonNode> part(JsonNode node, String key) {
        return Optional.of(node.path(key)).filter(JsonNode::isObject);
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.of(node.path(key)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
