// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import static dev.gantry.escalation.Sayings.START;
import static dev.gantry.escalation.Sayings.ack;
import static dev.gantry.escalation.Sayings.id;
import static dev.gantry.escalation.Sayings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hours of alerts, answers, crashes and broker losses, made from a seed, against a simple model of what must happen.
///
/// The model knows one alert at a time and no merging, no rate, no journal: an open alert takes each step of the
/// ladder exactly once and in order, not before its time less what merging allows, not while snoozed, and not much
/// later than its time when nothing keeps it from it. What is not open takes none.
class SequencesTest {
    private static final int SECONDS = 7200;
    private static final int ALERTS = 14;
    private static final Duration GRACE = Duration.ofSeconds(150);
    private static final List<Rung> MESSAGES = List.of(
            new Rung(Duration.ofSeconds(40), AlertSettings.Step.REPEAT),
            new Rung(Duration.ofMinutes(2), AlertSettings.Step.SECOND_TOPIC),
            new Rung(Duration.ofMinutes(5), AlertSettings.Step.REPEAT));
    private static final Rung STATUS = new Rung(Duration.ofMinutes(4), AlertSettings.Step.DEGRADED);
    private static final List<Rung> ALL = List.of(MESSAGES.get(0), MESSAGES.get(1), STATUS, MESSAGES.get(2));

    /// What must happen to one alert.
    private static final class Model {
        Told last;
        boolean open;
        boolean dead;
        String closed = "";
        Instant since = START;
        int sent;
        boolean degraded;
        int opening;
        Set<String> labels = new HashSet<>();
        int labelRevision;
        int pictureRevision;
        Instant evidence = START;

        Instant next() {
            var times = new ArrayList<Instant>();
            if (sent < MESSAGES.size()) {
                times.add(since.plus(MESSAGES.get(sent).after()));
            }
            if (!degraded) {
                times.add(since.plus(STATUS.after()));
            }
            return times.stream().min(Instant::compareTo).orElse(Instant.MAX);
        }
    }

    /// Under way to the broker.
    private record Flight(Sending sending, Instant lands) {}

    private final Map<UUID, Model> models = new HashMap<>();
    private final Map<String, Instant> snoozed = new HashMap<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private final Map<String, Integer> lost = new HashMap<>();
    private final List<Flight> flights = new ArrayList<>();
    private Loop loop;
    private Random random;
    private Instant quietSince = START;
    private int read;
    private int steps;

    private boolean snoozed(Model model) {
        return loop.now.isBefore(snoozed.getOrDefault(model.last.study(), Instant.MIN));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /// `-Dgantry.seeds=1000` runs more of them.
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("gantry.seeds", 8));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void takesEachStepOnceInOrderForWhatNobodyAnsweredAndNoneForAnythingElse(long seed) {
        random = new Random(seed);
        int perMinute = seed % 4 == 0 ? 3 : 600;
        loop = new Loop(settings(ALL, perMinute));
        for (int second = 0; second < SECONDS; second++) {
            loop.now = loop.now.plusSeconds(1);
            happen(second < SECONDS - 3000);
            fly();
            follow();
            loop.look().forEach(this::launch);
            follow();
            check(perMinute == 600);
        }
        assertThat(models.values()).allSatisfy(model -> {
            assertThat(model.open && model.sent < MESSAGES.size()).as("%s has climbed its ladder", model.last).isFalse();
            assertThat(model.open && !model.degraded).isFalse();
        });
        assertThat(steps).as("the sequence was worth running").isGreaterThan(5);
        deliveries.forEach((step, count) -> assertThat(count).as(step)
                .isLessThanOrEqualTo(1 + lost.getOrDefault(step, 0)));
    }

    private void happen(boolean lively) {
        if (lively && models.size() < ALERTS && chance(90)) {
            say(fresh());
        }
        if (lively && chance(120) && !models.isEmpty()) {
            var model = any();
            if (!model.dead) {
                say(next(model.last));
            }
        }
        if (lively && chance(150) && !models.isEmpty()) {
            answer(any());
        }
        if (chance(loop.brokerThere ? 900 : 120) || !lively && !loop.brokerThere) {
            loop.brokerThere = !loop.brokerThere;
            quietSince = loop.now;
        }
        if (lively && chance(300)) {
            crash();
        }
    }

    private Model any() {
        return List.copyOf(models.values()).get(random.nextInt(models.size()));
    }

    private Told fresh() {
        int number = models.size() + 1;
        boolean late = chance(10);
        var mode = chance(8) ? Mode.SHADOW : Mode.LIVE;
        var severity = chance(6) ? Severity.URGENT : Severity.STAT;
        return new Told(id(number), 1, number, State.PROVISIONAL, Result.POSITIVE, mode, "exam-" + random.nextInt(4),
                "model-" + random.nextInt(2), severity, Set.of("a"), "digest", loop.now, late);
    }

    private Told next(Told it) {
        int kind = random.nextInt(6);
        var result = kind == 0 ? Result.NEGATIVE : kind == 1 ? Result.NOT_ANALYSED : Result.POSITIVE;
        var state = kind == 2 && chance(2) ? State.RETRACTED : State.AMENDED;
        var flagged = result != Result.POSITIVE ? Set.<String>of() : kind == 3 ? Set.of("b" + random.nextInt(3)) : Set.of("a");
        var digest = kind == 4 ? "digest-" + random.nextInt(9) : it.digest();
        return new Told(it.id(), it.revision() + 1, it.seq() + 100, state, result, it.mode(), it.study(), it.model(),
                it.severity(), flagged, digest, loop.now, it.late());
    }

    private void say(Told told) {
        loop.say(told);
        var model = models.computeIfAbsent(told.id(), _ -> new Model());
        var before = model.last;
        model.last = told;
        model.dead = told.state() == State.RETRACTED;
        boolean positive = told.result() == Result.POSITIVE && !model.dead;
        if (!positive) {
            if (told.result() == Result.NEGATIVE || model.dead) {
                model.labels.clear();
                if (model.open) {
                    model.open = false;
                    model.closed = "taken back";
                }
            }
            return;
        }
        boolean label = model.labels.isEmpty() || !model.labels.containsAll(told.flagged());
        boolean picture = before == null || !before.digest().equals(told.digest());
        boolean again = switch (model.closed) {
            case "accepted" -> label;
            case "dismissed" -> label || picture;
            default -> true;
        };
        if (label) {
            model.labels.addAll(told.flagged());
            model.labelRevision = told.revision();
            model.evidence = loop.now;
        }
        if (label || picture) {
            model.pictureRevision = told.revision();
        }
        boolean wanted = told.mode() == Mode.LIVE && !told.late() && told.severity() == Severity.STAT;
        if (!model.open && again && wanted) {
            model.open = true;
            model.closed = "";
            model.opening++;
            model.sent = 0;
            model.degraded = false;
            model.since = loop.now;
            wait(model, ALL.getFirst().after());
        }
    }

    private void wait(Model model, Duration after) {
        var floor = snoozed.getOrDefault(model.last.study(), Instant.MIN);
        if (floor.isAfter(loop.now) && floor.minus(after).isAfter(model.since)) {
            model.since = floor.minus(after);
        }
    }

    private void answer(Model model) {
        var told = model.last;
        boolean radiologist = chance(2);
        var action = switch (random.nextInt(4)) {
            case 0 -> new Action.Seen();
            case 1 -> new Action.Accepted();
            case 2 -> new Action.Dismissed("nothing");
            default -> new Action.Snoozed(1 + random.nextInt(10));
        };
        var ack = ack(told.id(), 1 + random.nextInt(told.revision()), radiologist ? "radiologist" : "technologist",
                action, loop.now);
        assertThat(loop.answer(ack)).isNotInstanceOf(Ladder.Reply.Refuse.class);
        if (chance(3)) {
            loop.answer(ack);
        }
        if (radiologist) {
            answered(model, ack);
        }
    }

    private void answered(Model model, Ack ack) {
        var exam = models.values().stream().filter(it -> it.open && it.last.study().equals(model.last.study())).toList();
        switch (ack.action()) {
            case Action.Seen _ -> {}
            case Action.Accepted _ -> exam.stream()
                    .filter(it -> it == model
                            ? ack.revision() >= it.labelRevision
                            : it.last.model().equals(model.last.model()) && !it.evidence.isAfter(loop.now))
                    .forEach(it -> close(it, "accepted"));
            case Action.Dismissed _ -> exam.stream()
                    .filter(it -> it == model && ack.revision() >= it.pictureRevision)
                    .forEach(it -> close(it, "dismissed"));
            case Action.Snoozed(int minutes) -> {
                if (!exam.isEmpty()) {
                    var until = loop.now.plus(Duration.ofMinutes(minutes));
                    snoozed.merge(model.last.study(), until, (a, b) -> a.isAfter(b) ? a : b);
                    exam.forEach(it -> {
                        if (!it.next().equals(Instant.MAX)) {
                            wait(it, Duration.between(it.since, it.next()));
                        }
                    });
                }
            }
        }
    }

    private static void close(Model model, String how) {
        model.open = false;
        model.closed = how;
    }

    /// The process dies: what was under way is unknown to it, and may have arrived.
    private void crash() {
        for (var flight : flights) {
            flight.sending().openings().forEach((id, opening) -> lost.merge(step(id, opening), 1, Integer::sum));
            if (loop.brokerThere && chance(2)) {
                deliver(flight.sending());
            }
        }
        flights.clear();
        loop.cases.sentInTheMinuteBefore(loop.now);
        var before = loop.cases;
        loop.restart(Duration.ZERO);
        loop.cases.sentInTheMinuteBefore(loop.now);
        assertThat(loop.cases).as("a restart changes nothing").usingRecursiveComparison().isEqualTo(before);
        loop.now = loop.now.plusSeconds(random.nextInt(60));
        quietSince = loop.now;
    }

    private String step(UUID id, int opening) {
        return id + " opened " + opening + " message " + loop.cases.find(id).orElseThrow().nextMessage(ALL);
    }

    private void deliver(Sending sending) {
        sending.openings().forEach((id, opening) -> deliveries.merge(step(id, opening), 1, Integer::sum));
    }

    private void launch(Sending sending) {
        assertThat(sending.openings().keySet()).contains(sending.carried().id()).allSatisfy(id -> {
            var model = models.get(id);
            assertThat(model.open).as("%s is open", model.last).isTrue();
            assertThat(model.opening).isEqualTo(sending.openings().get(id));
            assertThat(snoozed(model)).isFalse();
            assertThat(model.last.study()).isEqualTo(sending.study());
            var rung = MESSAGES.get(model.sent);
            assertThat(rung.step()).as("in order").isEqualTo(sending.kind());
            var early = rung.after().dividedBy(2).compareTo(Ladder.TOGETHER) < 0 ? rung.after().dividedBy(2) : Ladder.TOGETHER;
            assertThat(loop.now).isAfterOrEqualTo(model.since.plus(rung.after()).minus(early));
        });
        assertThat(flights).as("one of an exam at a time")
                .noneMatch(flight -> flight.sending().study().equals(sending.study()));
        flights.add(new Flight(sending, loop.now.plusSeconds(random.nextInt(4))));
    }

    private void fly() {
        for (var flight : List.copyOf(flights)) {
            if (!flight.lands().isAfter(loop.now)) {
                flights.remove(flight);
                if (loop.brokerThere) {
                    deliver(flight.sending());
                }
                loop.arrive(flight.sending());
            }
        }
    }

    /// Takes over what was recorded.
    private void follow() {
        for (; read < loop.lines.size(); read++) {
            switch (loop.lines.get(read).step()) {
                case Step.Sent it -> it.ids().forEach(id -> {
                    assertThat(models.get(id).open).isTrue();
                    assertThat(MESSAGES.get(models.get(id).sent++).step()).isEqualTo(it.kind());
                    steps++;
                });
                case Step.Degraded(var ids) -> ids.forEach(id -> {
                    var model = models.get(id);
                    assertThat(model.open && !model.degraded && !snoozed(model)).isTrue();
                    assertThat(loop.now).isAfterOrEqualTo(model.since.plus(STATUS.after()));
                    model.degraded = true;
                });
                case Step.Skipped it -> throw new AssertionError("no loss was that long: " + it);
                case Step.Ended it -> throw new AssertionError("nobody gave up: " + it);
                case Step.Ruled _, Step.Said _, Step.Acknowledged _, Step.Refused _, Step.Noted _ -> {}
            }
        }
    }

    private void check(boolean unlimited) {
        for (var model : models.values()) {
            var kept = loop.cases.find(model.last.id()).orElseThrow();
            assertThat(kept.open()).as("%s at %s", model.last, loop.now).isEqualTo(model.open);
            if (!model.open || snoozed(model)) {
                continue;
            }
            assertThat(model.degraded || loop.now.isBefore(model.since.plus(STATUS.after()))).isTrue();
            if (unlimited && loop.brokerThere && model.sent < MESSAGES.size()) {
                var due = model.since.plus(MESSAGES.get(model.sent).after());
                var free = due.isAfter(quietSince) ? due : quietSince;
                assertThat(loop.now).as("%s is not kept waiting", model.last).isBefore(free.plus(GRACE));
            }
        }
    }
}
