// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.counter;

import dev.gantry.casebook.Casebook.Found;
import dev.gantry.control.Reply;
import dev.gantry.control.Verb;
import dev.gantry.counter.Counter.Sources;
import dev.gantry.counter.ExamVerbs.Meant;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Reason;
import dev.gantry.relook.Compared;
import dev.gantry.relook.Compared.Effect;
import dev.gantry.relook.Relook;
import dev.gantry.relook.Relook.Wanted;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `exam replay`: looks again, says anew, or sends once more.
final class ReplayVerb implements Verb {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration RESEND_LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 100;

    private final Sources sources;
    private final ExamVerbs exams;
    private final ReentrantLock one = new ReentrantLock();
    private volatile Optional<Relook> relook = Optional.empty();

    ReplayVerb(Sources sources, ExamVerbs exams) {
        this.sources = sources;
        this.exams = exams;
    }

    void sees(Optional<Relook> ready) {
        relook = ready;
    }

    @Override
    public Reply answer(JsonNode arguments, Consumer<ObjectNode> progress) throws IOException, InterruptedException {
        var meant = exams.find(arguments.path("id").asString(""), progress);
        if (meant instanceof Meant.Nobody(var why)) {
            return why;
        }
        var exam = ((Meant.One) meant).exam();
        if (arguments.path("resend").asBoolean(false)) {
            return resend(exam);
        }
        if (relook.isEmpty()) {
            return new Reply.Refused("the models are still being made ready; try again when gantry model list shows"
                    + " them active");
        }
        if (!one.tryLock()) { // two would only slow each other, and the scanners
            return new Reply.Refused("another exam is being replayed; try again when that is done");
        }
        try {
            return look(exam, arguments, progress);
        } finally {
            one.unlock();
        }
    }

    private Reply look(Found.One exam, JsonNode arguments, Consumer<ObjectNode> progress)
            throws IOException, InterruptedException {
        var holding = exams.holding(exam);
        if (exams.open().containsKey(exam.study()) || holding.unsettled() > 0) {
            return new Reply.Refused("exam " + exam.study() + " is still being received or analysed; try again when it"
                    + " is complete (gantry exam list)");
        }
        if (holding.kept().isEmpty()) {
            return new Reply.Refused("none of the images of exam " + exam.study() + " is kept any more: they made room"
                    + " for newer ones (spool.evict-percent). The scanner or the archive must send it again");
        }
        boolean publish = arguments.path("publish").asBoolean(false);
        var limit = Duration.ofSeconds(Math.clamp(arguments.path("limit-seconds").asLong(600), 1, 86_400));
        var last = exam.revisions().getLast();
        var wanted = new Wanted(holding.kept(), holding.gone(), last.heard().mode(), deadly(exam));
        var seen = relook.orElseThrow().look(wanted, publish, limit, (done, of) ->
                progress.accept(JSON.createObjectNode().put("done", done).put("of", of)));
        var node = JSON.createObjectNode().put("exam", exam.study()).put("published", publish)
                .put("complete", seen.complete());
        node.putObject("objects").put("kept", holding.kept().size()).put("gone", holding.gone());
        var answers = node.putArray("answers");
        seen.answers().forEach(compared -> write(answers.addObject(), compared));
        return new Reply.Done(node);
    }

    /// The versions of models that took the process down with it: once more is no help.
    private static Set<String> deadly(Found.One exam) {
        return standing(exam).values().stream().map(entry -> entry.standing().last())
                .filter(outcome -> outcome.verdict().reason().equals(Optional.of(Reason.CRASH)))
                .flatMap(outcome -> outcome.model().stream()).map(model -> model.name() + "/" + model.version())
                .collect(Collectors.toSet());
    }

    /// The newest revision of each answer.
    private static Map<UUID, Entry> standing(Found.One exam) {
        var newest = new LinkedHashMap<UUID, Entry>();
        exam.revisions().forEach(entry -> newest.put(entry.standing().last().identity().id(), entry));
        return newest;
    }

    private static void write(ObjectNode node, Compared compared) {
        var answer = compared.answer();
        node.put("model", answer.unit().model());
        answer.conclusion().model().ifPresent(model -> node.put("version", model.version()));
        node.put("instance", answer.subject().exam().instance().orElse(null));
        compared.before().ifPresentOrElse(
                before -> before(node.putObject("before"), before), () -> node.putNull("before"));
        after(node.putObject("after"), answer);
        node.put("effect", switch (compared.effect()) {
            case Effect.Same() -> "same";
            case Effect.Different() -> "different";
            case Effect.Published() -> "published";
            case Effect.Left _ -> "left";
        });
        if (compared.effect() instanceof Effect.Left(var why)) {
            node.put("why", why);
        }
    }

    private static void before(ObjectNode node, Known before) {
        var gist = before.gist();
        node.put("id", before.identity().id().toString()).put("revision", before.identity().revision())
                .put("state", gist.state().word()).put("result", gist.result().word())
                .put("reason", gist.reason().map(Reason::word).orElse(null))
                .put("version", gist.model().map(Answer.ModelUsed::version).orElse(null));
    }

    private static void after(ObjectNode node, Answer answer) {
        var verdict = answer.conclusion().verdict();
        node.put("result", verdict.result().word()).put("reason", verdict.reason().map(Reason::word).orElse(null))
                .put("detail", answer.conclusion().detail().orElse(null));
        answer.work().stages().ifPresent(stages -> node.put("computed-ms", stages.computed().toNanos() / 1e6));
        var findings = node.putArray("findings");
        verdict.findings().forEach(finding -> findings.addObject().put("label", finding.label())
                .put("probability", finding.probability()).put("threshold", finding.threshold())
                .put("flagged", finding.flagged()));
    }

    private Reply resend(Found.One exam) throws InterruptedException {
        if (!sources.publisher().connected()) {
            return new Reply.Refused("the broker is not connected, so nothing can be sent again: "
                    + String.join("; ", sources.publisher().complaints()));
        }
        var seqs = new TreeSet<Long>();
        standing(exam).values().forEach(entry -> seqs.add(entry.seq()));
        int sent = 0;
        for (long seq : seqs) {
            if (!taken(seq)) {
                return new Reply.Refused("%d of %d outcomes were queued to be sent again, then too many waited; try"
                        .formatted(sent, seqs.size()) + " again");
            }
            sent++;
        }
        return new Reply.Done(JSON.createObjectNode().put("exam", exam.study()).put("resent", sent));
    }

    private boolean taken(long seq) throws InterruptedException {
        long until = System.nanoTime() + RESEND_LIMIT.toNanos();
        try {
            while (System.nanoTime() - until < 0) {
                if (sources.publisher().resend(seq, seq).toCompletableFuture()
                        .get(RESEND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return false;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }
}
