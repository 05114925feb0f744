// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.AckJson;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.Mode;
import dev.gantry.escalation.Step.AckEffect;
import dev.gantry.escalation.Step.EndCause;
import dev.gantry.escalation.Step.SaidEffect;
import dev.gantry.escalation.Step.SkipCause;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A [Line] as one line of JSON, which is what the journal keeps and `gantry alerts audit --json` prints.
public final class LineJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private LineJson() {}

    /// UTF-8, without a line break.
    public static byte[] write(Line line) {
        var root = JSON.createObjectNode();
        root.put("at", line.wall().toString());
        root.put("steady", line.at().toString());
        switch (line.step()) {
            case Step.Ruled it -> ruled(root.put("what", "ruled"), it);
            case Step.Said it -> said(root.put("what", "said"), it);
            case Step.Acknowledged it -> acknowledged(root.put("what", "acknowledged"), it);
            case Step.Sent it -> {
                root.put("what", "sent").put("kind", Step.word(it.kind())).put("tail", it.tail());
                root.put("carried", it.carried().toString()).put("revision", it.revision());
                ids(root, it.ids());
            }
            case Step.Degraded(var ids) -> ids(root.put("what", "degraded"), ids);
            case Step.Skipped it -> {
                root.put("what", "skipped").put("kind", Step.word(it.kind())).put("why", Step.word(it.why()));
                ids(root, it.ids());
            }
            case Step.Ended it -> ids(root.put("what", "ended").put("why", Step.word(it.why())), it.ids());
            case Step.Refused it -> root.put("what", "refused").put("receiver", it.receiver())
                    .put("why", it.why().word()).put("detail", it.detail()).put("count", it.count());
            case Step.Noted it -> {
                root.put("what", "noted").put("heard", it.heard());
                it.epoch().ifPresent(epoch -> root.put("epoch", epoch.toString()));
            }
        }
        return JSON.writeValueAsBytes(root);
    }

    private static void ruled(ObjectNode root, Step.Ruled it) {
        root.put("on", it.on());
        var ladder = root.putArray("ladder");
        it.ladder().forEach(rung -> ladder.addObject()
                .put("after", rung.after().toString()).put("step", Step.word(rung.step())));
        words(root, "stopping", it.stopping());
        words(root, "severities", it.severities().stream().map(Step::word).toList());
        root.put("snooze-at-most", it.snoozeAtMost().toString());
    }

    private static void said(ObjectNode root, Step.Said it) {
        var told = it.told();
        root.put("id", told.id().toString()).put("revision", told.revision()).put("seq", told.seq());
        root.put("effect", it.effect().word());
        root.put("state", told.state().word()).put("result", told.result().word()).put("mode", Step.word(told.mode()));
        root.put("study", told.study()).put("model", told.model()).put("severity", told.severity().word());
        words(root, "flagged", told.flagged());
        root.put("digest", told.digest()).put("published", told.published().toString()).put("late", told.late());
        root.put("since", it.since().toString());
    }

    private static void acknowledged(ObjectNode root, Step.Acknowledged it) {
        root.put("effect", it.effect().word());
        AckJson.write(it.ack(), root.putObject("ack"));
        ids(root, it.ids());
        it.until().ifPresent(until -> root.put("until", until.toString()));
    }

    private static void ids(ObjectNode root, List<UUID> ids) {
        words(root, "ids", ids.stream().map(UUID::toString).toList());
    }

    private static void words(ObjectNode root, String key, Collection<String> words) {
        var array = root.putArray(key);
        words.stream().sorted().forEach(array::add);
    }

    /// Reads what [#write] wrote; empty for a kind of line that only a newer version knows.
    ///
    /// @throws IllegalArgumentException when it is something else
    public static Optional<Line> read(byte[] record) {
        var root = JSON.readTree(record);
        return step(root).map(step -> new Line(time(root, "at"), time(root, "steady"), step));
    }

    private static Optional<Step> step(JsonNode root) {
        return Optional.ofNullable(switch (text(root, "what")) {
            case "ruled" -> new Step.Ruled(root.path("on").booleanValue(),
                    root.path("ladder").valueStream().map(LineJson::rung).toList(), words(root, "stopping"),
                    words(root, "severities").stream().map(it -> constant(AlertSettings.Severity.class, it))
                            .collect(Collectors.toSet()),
                    Duration.parse(text(root, "snooze-at-most")));
            case "said" -> new Step.Said(told(root), time(root, "since"),
                    constant(SaidEffect.class, text(root, "effect")));
            case "acknowledged" -> new Step.Acknowledged(AckJson.read(root.path("ack")),
                    constant(AckEffect.class, text(root, "effect")), ids(root),
                    root.has("until") ? Optional.of(time(root, "until")) : Optional.empty());
            case "sent" -> new Step.Sent(constant(AlertSettings.Step.class, text(root, "kind")), text(root, "tail"),
                    UUID.fromString(text(root, "carried")), root.path("revision").intValue(), ids(root));
            case "degraded" -> new Step.Degraded(ids(root));
            case "skipped" -> new Step.Skipped(constant(AlertSettings.Step.class, text(root, "kind")),
                    constant(SkipCause.class, text(root, "why")), ids(root));
            case "ended" -> new Step.Ended(constant(EndCause.class, text(root, "why")), ids(root));
            case "refused" -> new Step.Refused(text(root, "receiver"), constant(Refusal.class, text(root, "why")),
                    text(root, "detail"), root.path("count").longValue());
            case "noted" -> new Step.Noted(
                    Optional.of(root.path("epoch").stringValue("")).filter(it -> !it.isEmpty()).map(UUID::fromString),
                    root.path("heard").longValue());
            default -> null;
        });
    }

    private static Rung rung(JsonNode node) {
        return new Rung(Duration.parse(text(node, "after")), constant(AlertSettings.Step.class, text(node, "step")));
    }

    private static Told told(JsonNode root) {
        return new Told(UUID.fromString(text(root, "id")), root.path("revision").intValue(),
                root.path("seq").longValue(), constant(State.class, text(root, "state")),
                constant(Result.class, text(root, "result")), constant(Mode.class, text(root, "mode")),
                text(root, "study"), text(root, "model"), constant(Severity.class, text(root, "severity")),
                words(root, "flagged"), text(root, "digest"), time(root, "published"),
                root.path("late").booleanValue());
    }

    private static List<UUID> ids(JsonNode root) {
        return root.path("ids").valueStream().map(it -> UUID.fromString(it.stringValue())).toList();
    }

    private static Set<String> words(JsonNode root, String key) {
        return root.path(key).valueStream().map(JsonNode::stringValue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Instant time(JsonNode root, String key) {
        return Instant.parse(text(root, key));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).stringValue("");
    }
}
