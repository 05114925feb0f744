// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.acknowledgement.Signature;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.Mode;
import dev.gantry.escalation.Step.AckEffect;
import dev.gantry.escalation.Step.Acknowledged;
import dev.gantry.escalation.Step.Degraded;
import dev.gantry.escalation.Step.EndCause;
import dev.gantry.escalation.Step.Ended;
import dev.gantry.escalation.Step.SaidEffect;
import dev.gantry.escalation.Step.SkipCause;
import dev.gantry.escalation.Step.Skipped;
import dev.gantry.outcome.Outcome.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Decides what is to happen to alerts; [Cases] says what has happened. Pure: it is told both clocks.
///
/// An exam's alerts climb the ladder one by one, each from when it was said; those of one exam that are due for the
/// same step within [#TOGETHER] take it with one message.
final class Ladder {
    /// An unanswered alert is pursued no longer than this.
    static final Duration EXPIRY = Duration.ofHours(24);

    /// A message that the broker could not be told for so long is left out: old news pages nobody.
    static final Duration OLD = Duration.ofMinutes(30);

    /// Alerts of one exam take a step together when they are due within this, or half of the time to that step.
    static final Duration TOGETHER = Duration.ofSeconds(30);

    /// How far a receiver's clock may be from ours.
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(15);

    /// Alerts that may be open at once.
    static final int MOST_OPEN = 10_000;

    private static final Comparator<Case> GRAVEST = Comparator.comparing((Case it) -> it.last().severity())
            .thenComparing(it -> it.last().seq(), Comparator.reverseOrder());

    /// A moment on both clocks.
    ///
    /// @param wall the one that people and receivers read
    /// @param at   the one that nobody sets
    record Now(Instant wall, Instant at) {}

    /// What an answer comes to.
    sealed interface Reply {
        record Take(Acknowledged step) implements Reply {}

        /// The same one was taken before.
        record Again() implements Reply {}

        record Refuse(Refusal why, String detail) implements Reply {}
    }

    private Ladder() {}

    /// The rules change: what they no longer want ends.
    static List<Step> rule(Cases cases, Step.Ruled rules) {
        if (cases.rules().equals(Optional.of(rules))) {
            return List.of();
        }
        var unwanted = cases.open().filter(it -> !wants(rules, it.last())).map(it -> it.id).toList();
        return unwanted.isEmpty() ? List.of(rules) : List.of(rules, new Ended(EndCause.SETTINGS, unwanted));
    }

    private static boolean wants(Step.Ruled rules, Told told) {
        return rules.on() && rules.severities().contains(AlertSettings.Severity.valueOf(told.severity().name()));
    }

    /// A revision was said; empty when nobody needs to know.
    static List<Step> said(Cases cases, Told told, Now now) {
        var known = cases.find(told.id());
        boolean old = known.filter(it -> it.last().revision() >= told.revision()).isPresent();
        if (old || known.isEmpty() && !told.positive()) {
            return List.of();
        }
        var ago = Duration.between(told.published(), now.wall());
        var since = ago.isNegative() ? now.at() : now.at().minus(ago);
        var said = new Step.Said(told, since, effect(cases, known, told));
        boolean opens = said.effect() == SaidEffect.OPENS || said.effect() == SaidEffect.REOPENS;
        if (opens && cases.openCount() >= MOST_OPEN) {
            var oldest = cases.open().min(Comparator.comparing(Case::openedAt)).orElseThrow();
            return List.of(new Ended(EndCause.CROWDED_OUT, List.of(oldest.id)), said);
        }
        return List.of(said);
    }

    private static SaidEffect effect(Cases cases, Optional<Case> known, Told told) {
        boolean open = known.filter(Case::open).isPresent();
        if (!told.positive()) {
            if (!open || !told.takesBack()) {
                return SaidEffect.NONE; // not analysed any more: what was positive still wants to be looked at
            }
            return told.state() == State.RETRACTED
                    ? SaidEffect.ENDS_RETRACTED : SaidEffect.ENDS_NEGATIVE;
        }
        if (open) {
            return SaidEffect.NONE;
        }
        if (told.mode() != Mode.LIVE) {
            return SaidEffect.NOT_LIVE;
        }
        if (told.late()) {
            return SaidEffect.LATE;
        }
        if (cases.rules().filter(Step.Ruled::on).isEmpty()) {
            return SaidEffect.OFF;
        }
        if (!wants(cases.rules().get(), told)) {
            return SaidEffect.NOT_THIS_SEVERITY;
        }
        if (known.isEmpty()) {
            return SaidEffect.OPENS;
        }
        if (!known.get().isNews(told)) {
            return SaidEffect.ANSWERED;
        }
        return known.get().opening() == 0 ? SaidEffect.OPENS : SaidEffect.REOPENS;
    }

    /// Somebody who may answers.
    static Reply answer(Cases cases, Ack ack, Now now) {
        var known = cases.find(ack.id());
        if (known.isEmpty()) {
            return new Reply.Refuse(Refusal.UNKNOWN_ID, "no alert of this id is known here");
        }
        var it = known.get();
        if (ack.revision() > it.last().revision()) {
            return new Reply.Refuse(Refusal.UNKNOWN_REVISION, "the last revision is " + it.last().revision());
        }
        if (ack.time().isAfter(now.wall().plus(CLOCKS_DIFFER))) {
            return new Reply.Refuse(Refusal.IN_THE_FUTURE, "its time is " + minutes(now.wall(), ack.time())
                    + " min ahead of our clock; compare the clocks");
        }
        if (ack.time().isBefore(it.firstPublished.minus(CLOCKS_DIFFER))) {
            return new Reply.Refuse(Refusal.BEFORE_THE_ALERT, "its time is " + minutes(ack.time(), it.firstPublished)
                    + " min before the alert; compare the clocks");
        }
        if (it.answeredBy(Signature.text(ack))) {
            return new Reply.Again();
        }
        if (it.answeredTooOften()) {
            return new Reply.Refuse(Refusal.TOO_MANY, "more than " + Case.MOST_ANSWERS + " answers to one alert");
        }
        return new Reply.Take(effect(cases, it, ack, now));
    }

    private static long minutes(Instant from, Instant to) {
        return Duration.between(from, to).toMinutes();
    }

    private static Acknowledged effect(Cases cases, Case it, Ack ack, Now now) {
        boolean stops = cases.rules().filter(rules -> rules.stopping().contains(ack.by().role())).isPresent();
        if (ack.action() instanceof Action.Seen) {
            return without(ack, AckEffect.NONE);
        }
        if (!stops) {
            return without(ack, AckEffect.NOT_STOPPING);
        }
        return switch (ack.action()) {
            case Action.Seen _ -> without(ack, AckEffect.NONE);
            case Action.Snoozed(int minutes) -> snoozed(cases, it, ack, minutes, now);
            case Action.Accepted _ -> ended(it, ack, accepted(cases, it, ack, now));
            case Action.Dismissed _ ->
                    ended(it, ack, it.open() && it.coversPictures(ack.revision()) ? List.of(it.id) : List.of());
        };
    }

    private static Acknowledged without(Ack ack, AckEffect effect) {
        return new Acknowledged(ack, effect, List.of(), Optional.empty());
    }

    private static Acknowledged ended(Case it, Ack ack, List<UUID> ids) {
        if (ids.isEmpty()) {
            return without(ack, it.open() ? AckEffect.NEWER_EVIDENCE : AckEffect.NOTHING_OPEN);
        }
        return new Acknowledged(ack, AckEffect.ENDS, ids, Optional.empty());
    }

    /// The alert itself, and what the same model had said of the same exam by then: one answer for a series of
    /// pictures. Another model asks another question.
    private static List<UUID> accepted(Cases cases, Case named, Ack ack, Now now) {
        var by = ack.time().isBefore(now.wall()) ? ack.time() : now.wall();
        return cases.open(named.last().study()).stream()
                .filter(it -> it == named
                        ? it.coversLabels(ack.revision())
                        : it.last().model().equals(named.last().model()) && !it.evidencePublished().isAfter(by))
                .map(it -> it.id).toList();
    }

    /// Counted from when the person asked for it, so that one that waited at the broker is not longer for it.
    private static Acknowledged snoozed(Cases cases, Case it, Ack ack, int minutes, Now now) {
        if (cases.open(it.last().study()).isEmpty()) {
            return without(ack, AckEffect.NOTHING_OPEN);
        }
        var most = cases.rules().orElseThrow().snoozeAtMost();
        var asked = Duration.ofMinutes(minutes);
        var ago = Duration.between(ack.time(), now.wall());
        var left = (asked.compareTo(most) > 0 ? most : asked).minus(ago.isNegative() ? Duration.ZERO : ago);
        if (!left.isPositive()) {
            return without(ack, AckEffect.LAPSED);
        }
        return new Acknowledged(ack, AckEffect.SNOOZES, List.of(), Optional.of(now.at().plus(left)));
    }

    /// What time alone brings about.
    ///
    /// @param heldBack when the rate limit last held something back
    static List<Step> tick(Cases cases, Instant now, Instant heldBack) {
        var steps = new ArrayList<Step>();
        var expired = cases.open().filter(it -> !it.openedAt().plus(EXPIRY).isAfter(now)).map(it -> it.id)
                .collect(Collectors.toList());
        if (!expired.isEmpty()) {
            steps.add(new Ended(EndCause.EXPIRED, expired));
        }
        var gone = Set.copyOf(expired);
        var ladder = cases.ladder();
        var degraded = cases.open()
                .filter(it -> !gone.contains(it.id) && !cases.snoozed(it.last().study(), now))
                .filter(it -> it.degradedAt(ladder).filter(due -> !due.isAfter(now)).isPresent())
                .map(it -> it.id).toList();
        if (!degraded.isEmpty()) {
            steps.add(new Degraded(degraded));
        }
        var old = new HashMap<AlertSettings.Step, List<UUID>>();
        cases.open().filter(it -> !gone.contains(it.id)).forEach(it -> it.nextMessage(ladder).ifPresent(i -> {
            var rung = ladder.get(i);
            var waited = latest(it.due(rung), heldBack, cases.lastSent(tail(rung.step(), it)));
            if (waited.plus(OLD).isBefore(now) && !cases.snoozed(it.last().study(), now)) {
                old.computeIfAbsent(rung.step(), _ -> new ArrayList<>()).add(it.id);
            }
        }));
        old.forEach((kind, ids) -> steps.add(new Skipped(kind, SkipCause.TOO_OLD, ids)));
        return steps;
    }

    private static Instant latest(Instant a, Instant b, Optional<Instant> c) {
        var later = a.isAfter(b) ? a : b;
        return c.filter(later::isBefore).orElse(later);
    }

    /// The messages that are due, the gravest first; of each exam at most one.
    static List<Sending> due(Cases cases, Instant now) {
        return cases.openExams().stream()
                .filter(study -> !cases.snoozed(study, now))
                .flatMap(study -> due(cases, study, now).stream())
                .sorted(Comparator.comparing((Due it) -> it.sending().carried().severity()).thenComparing(Due::since))
                .map(Due::sending)
                .toList();
    }

    private record Due(Sending sending, Instant since) {}

    private static Optional<Due> due(Cases cases, String study, Instant now) {
        var ladder = cases.ladder();
        var next = new HashMap<Integer, List<Case>>();
        cases.open(study).forEach(it -> it.nextMessage(ladder)
                .ifPresent(i -> next.computeIfAbsent(i, _ -> new ArrayList<>()).add(it)));
        return next.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(it -> !it.due(ladder.get(entry.getKey())).isAfter(now)))
                .min(Map.Entry.comparingByKey())
                .map(entry -> together(entry.getValue(), ladder.get(entry.getKey()), now));
    }

    private static Due together(List<Case> waiting, AlertSettings.Rung rung, Instant now) {
        var half = rung.after().dividedBy(2);
        var soon = now.plus(half.compareTo(TOGETHER) < 0 ? half : TOGETHER);
        var those = waiting.stream().filter(it -> !it.due(rung).isAfter(soon)).toList();
        var carried = those.stream().min(GRAVEST).orElseThrow();
        var since = those.stream().map(it -> it.due(rung)).min(Comparator.naturalOrder()).orElseThrow();
        var openings = those.stream().collect(Collectors.toMap(it -> it.id, Case::opening));
        return new Due(new Sending(rung.step(), carried.last().study(), tail(rung.step(), carried), carried.last(),
                openings), since);
    }

    private static String tail(AlertSettings.Step kind, Case it) {
        return (kind == AlertSettings.Step.REPEAT ? "alert/" : "escalation/") + it.last().severity().word();
    }
}
