// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.counter;

import dev.gantry.casebook.Case;
import dev.gantry.casebook.Case.Answered;
import dev.gantry.casebook.Casebook;
import dev.gantry.casebook.Casebook.Found;
import dev.gantry.control.Reply;
import dev.gantry.counter.Counter.Sources;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.spool.Spool.Holding;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Outcome.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `exam list` and `exam show`.
final class ExamVerbs {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_EXAMS = 1000;
    private static final int MOST_REVISIONS = 2000;
    private static final int NAMED = 5;

    private final Sources sources;
    private final Casebook casebook;
    private final Clock clock = Clock.systemUTC();

    ExamVerbs(Sources sources, Casebook casebook) {
        this.sources = sources;
        this.casebook = casebook;
    }

    static LongConsumer reading(Consumer<ObjectNode> progress) {
        return read -> progress.accept(JSON.createObjectNode().put("read", read));
    }

    Reply list(JsonNode arguments, Consumer<ObjectNode> progress) throws IOException {
        var back = Duration.ofSeconds(Math.max(1, arguments.path("since-seconds").asLong(86_400)));
        var since = clock.instant().minus(back);
        int most = Math.clamp(arguments.path("most").asInt(50), 1, MOST_EXAMS);
        var open = open();
        var waiting = sources.outbox().waitingSeqs();
        var exams = casebook.since(since, most, reading(progress));
        var result = JSON.createObjectNode().put("since", since.toString());
        var all = result.putArray("exams");
        var answered = exams.stream().map(Case::study).collect(Collectors.toSet());
        open.forEach((study, exam) -> {
            if (!answered.contains(study) && all.size() < most) {
                receiving(all.addObject().put("exam", study), exam);
            }
        });
        for (var exam : exams.subList(0, Math.min(exams.size(), most - all.size()))) {
            var node = all.addObject().put("exam", exam.study());
            write(node, exam, Optional.ofNullable(open.get(exam.study())), waiting);
        }
        return new Reply.Done(result.put("more", exams.size() == most));
    }

    /// By pseudonym.
    Map<String, Exam> open() {
        var open = new LinkedHashMap<String, Exam>();
        sources.open().get().forEach(exam -> open.put(sources.ring().newest().study(exam.study()), exam));
        return open;
    }

    private static void receiving(ObjectNode node, Exam exam) {
        node.put("state", "receiving").put("scanner", exam.last().origin().calling())
                .put("modality", exam.last().header().text(Tag.MODALITY).orElse("OT"))
                .put("last", exam.last().received().toString()).put("images", exam.members().size());
        node.putArray("models");
        node.put("undelivered", 0);
    }

    private static void write(ObjectNode node, Case exam, Optional<Exam> open, Set<Long> waiting) {
        var subject = exam.answers().getFirst().outcome().subject();
        node.put("state", open.isPresent() ? "receiving" : "answered").put("scanner", subject.exam().scanner())
                .put("modality", subject.exam().modality()).put("mode", word(subject.mode()))
                .put("first", exam.first().toString()).put("last", exam.last().toString());
        open.ifPresent(it -> node.put("images", it.members().size()));
        var models = node.putArray("models");
        exam.answers().stream()
                .collect(Collectors.groupingBy(it -> it.unit().model(), LinkedHashMap::new, Collectors.toList()))
                .forEach((model, answers) -> tally(models.addObject().put("model", model), answers));
        node.put("undelivered", exam.answers().stream()
                .filter(it -> waiting.contains(it.outcome().identity().seq())).count());
    }

    /// How many answers of a model say what: one for each image where it looks at images.
    private static void tally(ObjectNode node, List<Answered> answers) {
        answers.getFirst().outcome().model().ifPresent(used -> node.put("version", used.version()));
        var counts = new LinkedHashMap<String, Integer>();
        var reasons = node.objectNode();
        for (var answer : answers) {
            var outcome = answer.outcome();
            boolean retracted = outcome.state() == State.RETRACTED;
            counts.merge(retracted ? "retracted" : outcome.verdict().result().word(), 1, Integer::sum);
            outcome.verdict().reason().filter(_ -> !retracted).ifPresent(reason ->
                    reasons.put(reason.word(), reasons.path(reason.word()).asInt(0) + 1));
        }
        var said = node.putObject("answers");
        counts.forEach(said::put);
        node.set("reasons", reasons);
        node.put("id", answers.getFirst().outcome().identity().id().toString());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// The one exam that an id means, or why there is none.
    sealed interface Meant {
        record One(Found.One exam) implements Meant {}

        record Nobody(Reply.Refused why) implements Meant {}
    }

    Meant find(String id, Consumer<ObjectNode> progress) throws IOException {
        return switch (casebook.find(id, reading(progress))) {
            case Found.One one -> new Meant.One(one);
            case Found.None() -> new Meant.Nobody(new Reply.Refused(nothingOf(id)));
            case Found.Several(var studies) -> new Meant.Nobody(new Reply.Refused(
                    "%d exams begin with %s; give more of it: %s".formatted(studies.size(), id,
                            studies.stream().limit(NAMED).collect(Collectors.joining(", ")))));
        };
    }

    private String nothingOf(String id) {
        return open().keySet().stream().anyMatch(it -> it.startsWith(id))
                ? "exam " + id + " is still being received: nothing is said of it yet"
                : "there is no exam " + id + " among what was said in the last 7 days; gantry exam list shows what"
                        + " there is";
    }

    Reply show(JsonNode arguments, Consumer<ObjectNode> progress) throws IOException {
        return switch (find(arguments.path("id").asString(""), progress)) {
            case Meant.Nobody(var why) -> why;
            case Meant.One(var exam) -> new Reply.Done(show(exam));
        };
    }

    private ObjectNode show(Found.One exam) {
        var open = Optional.ofNullable(open().get(exam.study()));
        var node = JSON.createObjectNode().put("exam", exam.study())
                .put("state", open.isPresent() ? "receiving" : "answered");
        var holding = holding(exam);
        node.putObject("objects").put("kept", holding.kept().size()).put("unsettled", holding.unsettled())
                .put("gone", holding.gone());
        var waiting = sources.outbox().waitingSeqs();
        var left = Math.max(0, exam.revisions().size() - MOST_REVISIONS);
        var byId = new LinkedHashMap<UUID, ObjectNode>();
        var outcomes = node.putArray("outcomes");
        for (var entry : exam.revisions().subList(left, exam.revisions().size())) {
            var outcome = entry.standing().last();
            var of = byId.computeIfAbsent(outcome.identity().id(), id -> outcomes.addObject().put("id", id.toString())
                    .put("model", entry.unit().model()));
            of.put("delivered", !waiting.contains(entry.seq()));
            of.withArray("revisions").add(withoutPatient(entry));
        }
        return node.put("left-out", left);
    }

    /// The payload as it was published, but for what a site may have chosen to send in clear.
    private static JsonNode withoutPatient(Entry entry) {
        var payload = JSON.readTree(entry.payload());
        ((ObjectNode) payload.path("exam")).remove("identifiers");
        return payload;
    }

    /// What the spool still has of an exam.
    Holding holding(Found.One exam) {
        var last = exam.revisions().getLast().standing().last().subject().exam();
        var key = sources.ring().named(last.keyId());
        Predicate<String> same = uid -> key.study(uid).equals(exam.study());
        return sources.spool().holding(same);
    }

    static Instant said(Entry entry) {
        return entry.standing().last().timing().published();
    }
}
