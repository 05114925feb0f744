// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fhir;

import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The findings of one outcome, one Observation each; one without a value when it was not analysed.
final class Observations {
    private final Fhir fhir;

    Observations(Fhir fhir) {
        this.fhir = fhir;
    }

    List<ObjectNode> all() {
        var verdict = fhir.outcome().verdict();
        if (verdict.reason().isPresent()) {
            return List.of(absent(verdict.reason().get()));
        }
        var findings = verdict.findings();
        return IntStream.range(0, findings.size()).mapToObj(i -> finding(i, findings.get(i))).toList();
    }

    private ObjectNode observation(int number) {
        var node = fhir.resource("Observation", "finding-" + number);
        node.put("status", Codes.observation(fhir.outcome().state()));
        Fhir.coding(node.putArray("category").addObject().putArray("coding").addObject(),
                Codes.OBSERVATION_CATEGORY, "imaging", "Imaging");
        return node;
    }

    private void what(ObjectNode node) {
        fhir.subject(node);
        fhir.acquired(node);
        node.put("issued", fhir.published());
    }

    private void tail(ObjectNode node) {
        fhir.reference(node.putObject("device"), fhir.outcome().model().isPresent() ? "model" : "appliance");
        fhir.study(node.putArray("derivedFrom").addObject());
    }

    private ObjectNode absent(Reason reason) {
        var node = observation(0);
        node.putObject("code").put("text", fhir.outcome().model()
                .map(model -> "answer of " + model.name()).orElse("automated analysis"));
        what(node);
        var why = node.putObject("dataAbsentReason");
        var code = Codes.absent(reason, fhir.outcome().state() == State.PROVISIONAL);
        Fhir.coding(why.putArray("coding").addObject(), Codes.DATA_ABSENT, code, Codes.absentDisplay(code));
        why.put("text", fhir.outcome().detail().orElse(reason.word()));
        tail(node);
        component(node.putArray("component"), "reason").put("valueString", reason.word());
        return node;
    }

    private ObjectNode finding(int number, Finding finding) {
        var node = observation(number);
        var code = node.putObject("code");
        finding.code().ifPresent(it -> Fhir.coding(code.putArray("coding").addObject(), Codes.system(it.scheme()),
                it.value(), it.meaning()));
        code.put("text", finding.label());
        what(node);
        quantity(node, probability(finding), "1");
        var flag = finding.flagged() ? "POS" : "NEG";
        Fhir.coding(node.putArray("interpretation").addObject().putArray("coding").addObject(),
                Codes.INTERPRETATION, flag, finding.flagged() ? "Positive" : "Negative");
        tail(node);
        components(node.putArray("component"), finding);
        return node;
    }

    private void components(ArrayNode components, Finding finding) {
        quantity(component(components, "threshold"), BigDecimal.valueOf(finding.threshold()), "1");
        var exam = fhir.outcome().subject().exam();
        component(components, "scanner").put("valueString", exam.scanner());
        component(components, "modality").put("valueString", exam.modality());
        fhir.series().forEach(series -> pseudonym(component(components, "series"), "series", series));
        exam.instance().ifPresent(it -> pseudonym(component(components, "instance"), "instance", it));
        for (var measurement : finding.evidence().measurements()) {
            quantity(component(components, measurement.name()), rounded(measurement.value(), 3), measurement.unit());
        }
        finding.evidence().boxes().forEach(box -> component(components, "box").put("valueString", words(box)));
    }

    /// R4 has no identifier as a value.
    private void pseudonym(ObjectNode component, String field, String pseudonym) {
        component.put("valueString", fhir.pseudonym(field) + "|" + pseudonym);
    }

    private String words(Box box) {
        return String.format(Locale.ROOT, "%s|%s frame %d column %.2f row %.2f width %.2f height %.2f probability %.4f",
                fhir.pseudonym("instance"), box.instance(), box.frame(), box.column(), box.row(), box.width(),
                box.height(), box.probability());
    }

    private static ObjectNode component(ArrayNode components, String name) {
        var node = components.addObject();
        var code = node.putObject("code");
        Fhir.coding(code.putArray("coding").addObject(), "urn:gantry:component", name);
        code.put("text", name);
        return node;
    }

    private static void quantity(ObjectNode node, BigDecimal value, String unit) {
        var quantity = node.putObject("valueQuantity");
        quantity.put("value", value);
        if (!unit.equals("1")) {
            quantity.put("unit", unit);
        }
        quantity.put("system", Codes.UCUM).put("code", unit);
    }

    /// Six decimals, never rounded across the threshold: as in the outcome's own payload.
    private static BigDecimal probability(Finding finding) {
        var near = rounded(finding.probability(), 6);
        return near.doubleValue() >= finding.threshold() == finding.flagged()
                ? near
                : BigDecimal.valueOf(finding.probability());
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
    }
}
