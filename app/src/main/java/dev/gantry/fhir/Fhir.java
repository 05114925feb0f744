// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Identifiers;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One revision of an outcome as FHIR R4 (4.0.1): a collection of one DiagnosticReport, its Observations, and the
/// Devices that are the appliance and the model. docs/fhir.md shows one.
///
/// Never `final`: that word means verified by a person. What identifies is a pseudonym, with a system URI that names
/// its field and key, unless the site's privacy level says more.
public final class Fhir {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Outcome outcome;
    private final String site;
    private final String device;

    private Fhir(Outcome outcome, String site, String device) {
        this.outcome = outcome;
        this.site = site;
        this.device = device;
    }

    /// UTF-8, one line. The same outcome gives the same bytes.
    ///
    /// @param site   the setting of that name
    /// @param device the setting of that name
    public static byte[] of(Outcome outcome, String site, String device) {
        return JSON.writeValueAsBytes(new Fhir(outcome, site, device).bundle());
    }

    private ObjectNode bundle() {
        var bundle = resource("Bundle", "bundle");
        bundle.putObject("identifier").put("system", Codes.ANY_URI).put("value", urn(outcome.identity().id()));
        bundle.put("type", "collection");
        bundle.put("timestamp", published());
        var entries = bundle.putArray("entry");
        var findings = new Observations(this).all();
        entry(entries, "report", report(findings.size()));
        for (int i = 0; i < findings.size(); i++) {
            entry(entries, "finding-" + i, findings.get(i));
        }
        entry(entries, "appliance", appliance());
        outcome.model().ifPresent(model -> entry(entries, "model", model(model)));
        return bundle;
    }

    private void entry(ArrayNode entries, String part, ObjectNode resource) {
        var entry = entries.addObject();
        entry.put("fullUrl", urn(id(part)));
        entry.set("resource", resource);
    }

    /// A resource of this outcome: the same id in every revision, which `meta.versionId` counts.
    ObjectNode resource(String type, String part) {
        var node = JSON.createObjectNode();
        node.put("resourceType", type);
        node.put("id", id(part).toString());
        var meta = node.putObject("meta");
        meta.put("versionId", Integer.toString(outcome.identity().revision()));
        meta.put("lastUpdated", published());
        if (outcome.subject().mode() != Mode.LIVE) {
            coding(meta.putArray("security").addObject(), Codes.ACT_REASON, "HTEST", "test health data");
        }
        var tags = meta.putArray("tag");
        coding(tags.addObject(), "urn:gantry:mode", outcome.subject().mode().name().toLowerCase(Locale.ROOT));
        coding(tags.addObject(), "urn:gantry:state", outcome.state().word());
        return node;
    }

    private UUID id(String part) {
        return UUID.nameUUIDFromBytes((outcome.identity().id() + "/" + part).getBytes(UTF_8));
    }

    static String urn(UUID id) {
        return "urn:uuid:" + id;
    }

    void reference(ObjectNode node, String part) {
        node.put("reference", urn(id(part)));
    }

    Outcome outcome() {
        return outcome;
    }

    String published() {
        return outcome.timing().published().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static ObjectNode coding(ObjectNode node, String system, String code) {
        return node.put("system", system).put("code", code);
    }

    static ObjectNode coding(ObjectNode node, String system, String code, String display) {
        return coding(node, system, code).put("display", display);
    }

    private ObjectNode report(int findings) {
        var report = resource("DiagnosticReport", "report");
        report.putArray("identifier").addObject()
                .put("system", Codes.ANY_URI).put("value", urn(outcome.identity().id()));
        accession(report.putArray("basedOn"));
        report.put("status", Codes.report(outcome.state()));
        coding(report.putArray("category").addObject().putArray("coding").addObject(),
                Codes.DIAGNOSTIC_SECTION, "RAD", "Radiology");
        var code = report.putObject("code");
        coding(code.putArray("coding").addObject(), Codes.LOINC, "18748-4", "Diagnostic imaging study");
        code.put("text", "Automated analysis" + outcome.model().map(model -> " by " + model.name()).orElse(""));
        subject(report);
        acquired(report);
        report.put("issued", published());
        var results = report.putArray("result");
        for (int i = 0; i < findings; i++) {
            reference(results.addObject(), "finding-" + i);
        }
        study(report.putArray("imagingStudy").addObject());
        report.put("conclusion", conclusion());
        if (report.path("basedOn").isEmpty()) {
            report.remove("basedOn"); // FHIR knows no empty lists
        }
        return report;
    }

    private String conclusion() {
        var words = new ArrayList<String>();
        if (outcome.state() == State.RETRACTED) {
            words.add("Retracted.");
        }
        words.add(outcome.verdict().result().word().replace('_', ' ')
                + outcome.verdict().reason().map(reason -> " (" + reason.word() + ")").orElse("") + ".");
        outcome.detail().ifPresent(words::add);
        words.add(Outcome.DISCLAIMER);
        return String.join(" ", words);
    }

    void acquired(ObjectNode node) {
        outcome.subject().arrival().acquired()
                .ifPresent(it -> node.put("effectiveDateTime", it.time().truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    /// The patient, where the site's level says who it is.
    void subject(ObjectNode node) {
        identifiers().flatMap(Identifiers::patient).ifPresent(patient -> {
            var subject = node.putObject("subject");
            subject.put("type", "Patient");
            patient.id().ifPresent(id -> {
                var identifier = subject.putObject("identifier");
                coding(identifier.putObject("type").putArray("coding").addObject(), Codes.IDENTIFIER_TYPE, "MR");
                identifier.put("value", id);
                patient.issuer().ifPresent(issuer -> identifier.putObject("assigner").put("display", issuer));
            });
            var words = new ArrayList<String>();
            patient.name().ifPresent(words::add);
            patient.birthDate().map(LocalDate::toString).ifPresent(words::add);
            patient.sex().ifPresent(words::add);
            if (!words.isEmpty()) {
                subject.put("display", String.join(", ", words));
            }
        });
    }

    private void accession(ArrayNode basedOn) {
        outcome.subject().exam().accession().ifPresent(accession -> basedOn.addObject().put("type", "ServiceRequest")
                .putObject("identifier").put("system", pseudonym("accession")).put("value", accession));
        identifiers().flatMap(Identifiers::accession).ifPresent(it -> {
            var identifier = basedOn.addObject().put("type", "ServiceRequest").putObject("identifier");
            coding(identifier.putObject("type").putArray("coding").addObject(), Codes.IDENTIFIER_TYPE, "ACSN");
            identifier.put("value", it.number());
            it.issuer().ifPresent(issuer -> identifier.putObject("assigner").put("display", issuer));
        });
    }

    /// A logical reference: the exam by its UID where the site's level says it, otherwise by its pseudonym.
    void study(ObjectNode node) {
        var exam = outcome.subject().exam();
        node.put("type", "ImagingStudy");
        var identifier = node.putObject("identifier");
        identifiers().flatMap(Identifiers::uids).ifPresentOrElse(
                uids -> identifier.put("system", Codes.DICOM_UID).put("value", "urn:oid:" + uids.study()),
                () -> identifier.put("system", pseudonym("study")).put("value", exam.study()));
    }

    private Optional<Identifiers> identifiers() {
        return outcome.subject().exam().identifiers();
    }

    /// The system of pseudonyms of one field under the exam's key.
    String pseudonym(String field) {
        return "urn:gantry:pseudonym:" + site + ":" + field + ":" + outcome.subject().exam().keyId();
    }

    private ObjectNode appliance() {
        var node = resource("Device", "appliance");
        node.putArray("identifier").addObject()
                .put("system", "urn:gantry:device").put("value", site + "/" + device);
        node.putArray("deviceName").addObject().put("name", "Gantry").put("type", "model-name");
        node.putArray("note").addObject().put("text", Outcome.DISCLAIMER);
        return node;
    }

    private ObjectNode model(ModelUsed model) {
        var node = resource("Device", "model");
        node.putArray("identifier").addObject()
                .put("system", "urn:gantry:model:sha256").put("value", model.sha256());
        node.putArray("deviceName").addObject().put("name", model.name()).put("type", "model-name");
        node.putArray("version").addObject().put("value", model.version());
        property(node.putArray("property"), "provider", model.provider());
        property((ArrayNode) node.path("property"), "precision", model.precision());
        reference(node.putObject("parent"), "appliance");
        return node;
    }

    private static void property(ArrayNode properties, String name, String value) {
        var property = properties.addObject();
        property.putObject("type").put("text", name);
        property.putArray("valueCode").addObject().put("text", value);
    }

    List<String> series() {
        return outcome.subject().exam().series();
    }
}
