// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.escalation.Case.Condition;
import dev.gantry.escalation.Step.AckEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// All that is known of alerts: the sum of the audit's lines, and nothing else.
///
/// Neither clock nor disk in it; confined to its owner.
final class Cases {
    /// How long an alert that is not open can still be answered.
    static final Duration AGE = Duration.ofDays(7);

    /// Alerts that are kept; the ones that were left alone longest are forgotten first.
    static final int MOST = 50_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<UUID, Case> cases = new LinkedHashMap<>();
    private final Map<String, Set<UUID>> openOf = new LinkedHashMap<>();
    private final Map<String, Instant> snoozed = new HashMap<>();
    private final Map<String, Instant> lastSent = new HashMap<>();
    private final Deque<Instant> sent = new ArrayDeque<>();
    private Optional<Step.Ruled> rules = Optional.empty();
    private Optional<UUID> epoch = Optional.empty();
    private long heard;

    /// What `line` says has happened.
    void apply(Line line) {
        var at = line.at();
        switch (line.step()) {
            case Step.Ruled ruled -> rules = Optional.of(ruled);
            case Step.Said said -> said(said, at);
            case Step.Acknowledged answer -> answered(answer, at);
            case Step.Sent step -> {
                lastSent.put(step.tail(), at);
                sent.add(at);
                each(step.ids(), it -> it.did(step.kind(), at));
            }
            case Step.Degraded(var ids) -> each(ids, it -> it.did(AlertSettings.Step.DEGRADED, at));
            case Step.Skipped(var kind, _, var ids) -> each(ids, it -> it.did(kind, at));
            case Step.Ended(_, var ids) -> each(ids, it -> end(it, Condition.GIVEN_UP, at));
            case Step.Noted noted -> {
                epoch = noted.epoch();
                heard = noted.heard();
            }
            case Step.Refused _ -> {}
        }
    }

    private void said(Step.Said said, Instant at) {
        var told = said.told();
        heard = Math.max(heard, told.seq());
        var it = cases.computeIfAbsent(told.id(), _ -> new Case(told, at));
        boolean was = it.open();
        it.said(said, at, Optional.ofNullable(snoozed.get(told.study())), ladder());
        if (it.open() && !was) {
            openOf.computeIfAbsent(told.study(), _ -> new LinkedHashSet<>()).add(it.id);
        } else if (was && !it.open()) {
            closed(it);
        }
    }

    private void answered(Step.Acknowledged answer, Instant at) {
        var ack = answer.ack();
        find(ack.id()).ifPresent(it -> {
            it.answered(answer, at);
            if (answer.effect() == AckEffect.SNOOZES) {
                snooze(it.last().study(), answer.until().orElseThrow());
            }
        });
        boolean dismissed = ack.action().word().equals("dismissed");
        each(answer.ids(), it -> end(it, dismissed ? Condition.DISMISSED : Condition.ACCEPTED, at));
    }

    private void snooze(String study, Instant until) {
        var longest = snoozed.merge(study, until, (a, b) -> a.isAfter(b) ? a : b);
        open(study).forEach(it -> it.wait(longest, ladder()));
    }

    private void end(Case it, Condition how, Instant at) {
        if (it.open()) {
            it.end(how, at);
            closed(it);
        }
    }

    private void closed(Case it) {
        var study = it.last().study();
        openOf.computeIfPresent(study, (_, ids) -> {
            ids.remove(it.id);
            return ids.isEmpty() ? null : ids;
        });
    }

    private void each(Collection<UUID> ids, Consumer<Case> action) {
        ids.forEach(id -> find(id).ifPresent(action));
    }

    Optional<Case> find(UUID id) {
        return Optional.ofNullable(cases.get(id));
    }

    Stream<Case> all() {
        return cases.values().stream();
    }

    /// Exams with open alerts, in the order in which the first of them opened.
    List<String> openExams() {
        return List.copyOf(openOf.keySet());
    }

    /// The open alerts of an exam.
    List<Case> open(String study) {
        return openOf.getOrDefault(study, Set.of()).stream().map(cases::get).toList();
    }

    /// All open alerts.
    Stream<Case> open() {
        return openOf.values().stream().flatMap(Set::stream).map(cases::get);
    }

    int openCount() {
        return openOf.values().stream().mapToInt(Set::size).sum();
    }

    boolean snoozed(String study, Instant now) {
        return Optional.ofNullable(snoozed.get(study)).filter(now::isBefore).isPresent();
    }

    Optional<Step.Ruled> rules() {
        return rules;
    }

    List<Rung> ladder() {
        return rules.map(Step.Ruled::ladder).orElse(List.of());
    }

    /// When the broker last took an escalation on this topic.
    Optional<Instant> lastSent(String tail) {
        return Optional.ofNullable(lastSent.get(tail));
    }

    /// Messages that the broker took in the minute before `now`.
    int sentInTheMinuteBefore(Instant now) {
        while (!sent.isEmpty() && !sent.peek().isAfter(now.minus(MINUTE))) {
            sent.remove();
        }
        return sent.size();
    }

    Optional<UUID> epoch() {
        return epoch;
    }

    /// The highest number of a revision that was heard of.
    long heard() {
        return heard;
    }

    /// Forgets what nobody answers any more.
    void forget(Instant now) {
        var oldest = now.minus(AGE);
        var closed = new ArrayList<Case>();
        for (var it : cases.values()) {
            if (!it.open()) {
                closed.add(it);
            }
        }
        closed.sort(Comparator.comparing(Case::touched));
        int surplus = cases.size() - MOST;
        for (int i = 0; i < closed.size(); i++) {
            if (i < surplus || closed.get(i).touched().isBefore(oldest)) {
                cases.remove(closed.get(i).id);
            }
        }
        snoozed.values().removeIf(until -> until.isBefore(now));
    }

    /// Forgets these, whose lines are gone.
    void forget(Set<UUID> ids) {
        ids.stream().filter(id -> find(id).filter(Case::open).isEmpty()).forEach(cases::remove);
    }
}
