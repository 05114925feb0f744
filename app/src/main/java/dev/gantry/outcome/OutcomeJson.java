// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Answer.Stages;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Finding.Code;
import dev.gantry.outcome.Finding.Corner;
import dev.gantry.outcome.Finding.Evidence;
import dev.gantry.outcome.Finding.Measurement;
import dev.gantry.outcome.Finding.Outline;
import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Outcome.Timing;
import dev.gantry.outcome.Subject.Acquired;
import dev.gantry.outcome.Subject.Arrival;
import dev.gantry.outcome.Subject.Exam;
import dev.gantry.outcome.Verdict.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An [Outcome] as the payload of docs/schema/outcome.schema.json, and back.
///
/// Every key is always there, in the schema's order, `null` where there is nothing to say. Times are UTC with
/// microseconds (RFC 3339); milliseconds have two decimals, probabilities six.
public final class OutcomeJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final String READABLE = "1.";

    private OutcomeJson() {}

    /// UTF-8, one line.
    public static byte[] write(Outcome outcome) {
        var root = JSON.createObjectNode();
        var verdict = outcome.verdict();
        var subject = outcome.subject();
        var arrival = subject.arrival();
        root.put("id", outcome.identity().id().toString());
        root.put("revision", outcome.identity().revision());
        root.put("seq", outcome.identity().seq());
        root.put("state", outcome.state().word());
        root.put("result", verdict.result().word());
        root.put("reason", verdict.reason().map(Reason::word).orElse(null));
        root.put("detail", outcome.detail().orElse(null));
        root.put("mode", subject.mode().name().toLowerCase(Locale.ROOT));
        exam(root.putObject("exam"), subject.exam());
        arrival.acquired().ifPresentOrElse(
                acquired -> acquired(root.putObject("acquired"), acquired), () -> root.putNull("acquired"));
        root.put("received", time(arrival.received()));
        root.put("age", arrival.age().map(OutcomeJson::seconds).orElse(null));
        root.put("late", arrival.late());
        var findings = root.putArray("findings");
        verdict.findings().forEach(finding -> finding(findings.addObject(), finding));
        outcome.model().ifPresentOrElse(
                model -> model(root.putObject("model"), model), () -> root.putNull("model"));
        timing(root.putObject("timing"), arrival, outcome.timing());
        root.put("disclaimer", Outcome.DISCLAIMER);
        root.put("schema-version", Outcome.SCHEMA_VERSION);
        return JSON.writeValueAsBytes(root);
    }

    private static void exam(ObjectNode node, Exam exam) {
        node.put("study", exam.study());
        node.put("accession", exam.accession().orElse(null));
        node.put("key-id", exam.keyId());
        node.put("scanner", exam.scanner());
        node.put("modality", exam.modality());
        var series = node.putArray("series");
        exam.series().forEach(series::add);
        node.put("instance", exam.instance().orElse(null));
        IdentifiersJson.write(node, exam.identifiers());
    }

    private static void acquired(ObjectNode node, Acquired acquired) {
        node.put("time", time(acquired.time()));
        node.put("source", acquired.source());
        node.put("clock-offset", acquired.clockOffset().map(OutcomeJson::seconds).orElse(null));
    }

    private static void finding(ObjectNode node, Finding finding) {
        finding.code().ifPresentOrElse(
                code -> node.putObject("code")
                        .put("scheme", code.scheme())
                        .put("value", code.value())
                        .put("meaning", code.meaning()),
                () -> node.putNull("code"));
        node.put("label", finding.label());
        node.put("probability", probability(finding));
        node.put("threshold", finding.threshold());
        node.put("flagged", finding.flagged());
        var boxes = node.putArray("boxes");
        for (var box : finding.evidence().boxes()) {
            var drawn = boxes.addObject()
                    .put("instance", box.instance())
                    .put("frame", box.frame())
                    .put("column", rounded(box.column(), 2))
                    .put("row", rounded(box.row(), 2))
                    .put("width", rounded(box.width(), 2))
                    .put("height", rounded(box.height(), 2))
                    .put("probability", rounded(box.probability(), 4));
            outline(drawn.putArray("outline"), box.outline());
        }
        var measurements = node.putArray("measurements");
        for (var measurement : finding.evidence().measurements()) {
            measurements.addObject()
                    .put("name", measurement.name())
                    .put("value", rounded(measurement.value(), 3))
                    .put("unit", measurement.unit());
        }
    }

    private static void outline(ArrayNode rings, Outline outline) {
        for (var ring : outline.rings()) {
            var corners = rings.addArray();
            ring.forEach(corner -> corners.addArray().add(rounded(corner.column(), 2)).add(rounded(corner.row(), 2)));
        }
    }

    private static void model(ObjectNode node, ModelUsed model) {
        node.put("name", model.name());
        node.put("version", model.version());
        node.put("sha256", model.sha256());
        node.put("provider", model.provider());
        node.put("precision", model.precision());
    }

    private static void timing(ObjectNode node, Arrival arrival, Timing timing) {
        node.put("last-byte", time(arrival.received()));
        node.put("published", time(timing.published()));
        node.put("elapsed-ms", millis(timing.elapsed()));
        node.put("budget-ms", timing.budget().map(OutcomeJson::millis).orElse(null));
        node.put("met", timing.met().orElse(null));
        node.put("replayed", arrival.replayed());
        timing.stages().ifPresentOrElse(
                stages -> node.putObject("stages")
                        .put("queued-ms", millis(stages.queued()))
                        .put("decoded-ms", millis(stages.decoded()))
                        .put("prepared-ms", millis(stages.prepared()))
                        .put("computed-ms", millis(stages.computed())),
                () -> node.putNull("stages"));
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static double seconds(Duration duration) {
        return rounded(duration.toNanos() / 1e9, 3);
    }

    private static double millis(Duration duration) {
        return rounded(duration.toNanos() / 1e6, 2);
    }

    private static double rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
    }

    /// Six decimals (four would merge the many near 1), but never rounded across the threshold.
    private static double probability(Finding finding) {
        double near = rounded(finding.probability(), 6);
        return near >= finding.threshold() == finding.flagged() ? near : finding.probability();
    }

    /// Reads what [#write] wrote, here or in a version of Gantry with the same first number of the schema.
    ///
    /// @throws IllegalArgumentException when it is something else
    public static Outcome read(byte[] payload) {
        var root = JSON.readTree(payload);
        if (!root.path("schema-version").stringValue("").startsWith(READABLE)) {
            throw new IllegalArgumentException("not an outcome of a schema version " + READABLE + "x");
        }
        var timing = root.path("timing");
        return new Outcome(
                new Identity(
                        UUID.fromString(text(root, "id")),
                        root.path("revision").intValue(),
                        root.path("seq").longValue()),
                State.valueOf(upper(root, "state")),
                verdict(root),
                optional(root, "detail").map(JsonNode::stringValue),
                subject(root),
                optional(root, "model").map(OutcomeJson::model),
                new Timing(
                        Instant.parse(text(timing, "published")),
                        duration(timing.path("elapsed-ms")),
                        optional(timing, "budget-ms").map(OutcomeJson::duration),
                        optional(timing, "stages").map(OutcomeJson::stages)));
    }

    private static Verdict verdict(JsonNode root) {
        return switch (Result.valueOf(upper(root, "result"))) {
            case POSITIVE -> new Verdict.Positive(findings(root));
            case NEGATIVE -> new Verdict.Negative(findings(root));
            case NOT_ANALYSED -> new Verdict.NotAnalysed(Reason.valueOf(upper(root, "reason")));
        };
    }

    private static List<Finding> findings(JsonNode root) {
        return root.path("findings").valueStream().map(node -> {
            var boxes = node.path("boxes").valueStream().map(OutcomeJson::box).toList();
            var measurements = node.path("measurements").valueStream()
                    .map(it -> new Measurement(text(it, "name"), it.path("value").doubleValue(), text(it, "unit")))
                    .toList();
            var code = optional(node, "code")
                    .map(it -> new Code(text(it, "scheme"), text(it, "value"), text(it, "meaning")));
            return new Finding(
                    code,
                    text(node, "label"),
                    node.path("probability").doubleValue(),
                    node.path("threshold").doubleValue(),
                    new Evidence(boxes, measurements));
        }).toList();
    }

    private static Box box(JsonNode node) {
        return new Box(
                text(node, "instance"),
                node.path("frame").intValue(),
                node.path("column").doubleValue(),
                node.path("row").doubleValue(),
                node.path("width").doubleValue(),
                node.path("height").doubleValue(),
                node.path("probability").doubleValue(),
                outline(node.path("outline"))); // missing in version 1.0
    }

    private static Outline outline(JsonNode rings) {
        return new Outline(rings.valueStream().map(ring -> ring.valueStream()
                .map(at -> new Corner(at.path(0).doubleValue(), at.path(1).doubleValue())).toList()).toList());
    }

    private static Subject subject(JsonNode root) {
        var exam = root.path("exam");
        var acquired = optional(root, "acquired").map(node -> new Acquired(
                Instant.parse(text(node, "time")),
                text(node, "source"),
                optional(node, "clock-offset").map(offset -> nanos(offset.doubleValue() * 1e9))));
        return new Subject(
                Mode.valueOf(upper(root, "mode")),
                new Exam(
                        text(exam, "study"),
                        optional(exam, "accession").map(JsonNode::stringValue),
                        text(exam, "key-id"),
                        text(exam, "scanner"),
                        text(exam, "modality"),
                        exam.path("series").valueStream().map(JsonNode::stringValue).toList(),
                        optional(exam, "instance").map(JsonNode::stringValue),
                        IdentifiersJson.read(exam)),
                new Arrival(
                        acquired,
                        Instant.parse(text(root, "received")),
                        root.path("timing").path("replayed").booleanValue()));
    }

    private static ModelUsed model(JsonNode node) {
        return new ModelUsed(
                text(node, "name"),
                text(node, "version"),
                text(node, "sha256"),
                text(node, "provider"),
                text(node, "precision"));
    }

    private static Stages stages(JsonNode node) {
        return new Stages(
                duration(node.path("queued-ms")),
                duration(node.path("decoded-ms")),
                duration(node.path("prepared-ms")),
                duration(node.path("computed-ms")));
    }

    private static Duration duration(JsonNode millis) {
        return nanos(millis.doubleValue() * 1e6);
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos(Math.round(nanos));
    }

    private static Optional<JsonNode> optional(JsonNode node, String key) {
        return Optional.of(node.path(key)).filter(value -> !value.isNull() && !value.isMissingNode());
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).stringValue();
    }

    private static String upper(JsonNode node, String key) {
        return text(node, key).toUpperCase(Locale.ROOT);
    }
}
