// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Signature;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/// One alert: what was last said of it, who answered, and how far its escalation has come.
///
/// Confined to [Cases].
final class Case {
    /// Answers to one alert that are kept.
    static final int MOST_ANSWERS = 100;

    /// Whether somebody has to answer.
    enum Condition {
        /// It never had to be answered.
        QUIET,
        OPEN,
        ACCEPTED,
        DISMISSED,
        /// No longer positive.
        TAKEN_BACK,
        /// Unanswered, and no longer pursued.
        GIVEN_UP
    }

    final UUID id;
    final Instant firstPublished;
    private final Set<String> answers = new HashSet<>();
    private final Map<AlertSettings.Step, Integer> done = new EnumMap<>(AlertSettings.Step.class);
    private final Set<String> labels = new HashSet<>();
    private Told last;
    private Condition condition = Condition.QUIET;
    private Instant touched;
    private Instant since;
    private Instant openedAt;
    private Instant openedPublished;
    private Instant evidencePublished;
    private int opening;
    private int newLabelRevision = 1;
    private int newDigestRevision = 1;

    Case(Told first, Instant at) {
        this.id = first.id();
        this.firstPublished = first.published();
        this.last = first;
        this.touched = at;
        this.since = at;
        this.openedAt = at;
        this.openedPublished = first.published();
        this.evidencePublished = first.published();
    }

    /// @param snoozedUntil of its exam
    void said(Step.Said said, Instant at, Optional<Instant> snoozedUntil, List<Rung> ladder) {
        var told = said.told();
        learn(told);
        touched = at;
        switch (said.effect()) {
            case OPENS, REOPENS -> {
                condition = Condition.OPEN;
                opening++;
                done.clear();
                since = said.since();
                openedAt = said.since();
                openedPublished = told.published();
                snoozedUntil.ifPresent(until -> wait(until, ladder));
            }
            case ENDS_NEGATIVE, ENDS_RETRACTED -> condition = Condition.TAKEN_BACK;
            case NONE, NOT_LIVE, LATE, NOT_THIS_SEVERITY, OFF, ANSWERED -> {}
        }
    }

    private void learn(Told told) {
        boolean fresh = labels.isEmpty();
        if (told.positive()) {
            if (fresh || !labels.containsAll(told.flagged())) {
                labels.addAll(told.flagged());
                newLabelRevision = told.revision();
                newDigestRevision = told.revision();
                evidencePublished = told.published();
            } else if (!last.digest().equals(told.digest())) {
                newDigestRevision = told.revision();
            }
        } else if (told.takesBack()) {
            labels.clear();
        }
        last = told;
    }

    void answered(Step.Acknowledged step, Instant at) {
        answers.add(Signature.text(step.ack()));
        touched = at;
    }

    void end(Condition how, Instant at) {
        if (condition == Condition.OPEN) {
            condition = how;
            touched = at;
        }
    }

    /// The next step comes no earlier than `until`, and those after it keep their distance.
    void wait(Instant until, List<Rung> ladder) {
        ladder.stream().filter(rung -> !done(rung, ladder)).findFirst().ifPresent(next -> {
            var shifted = until.minus(next.after());
            if (shifted.isAfter(since)) {
                since = shifted;
            }
        });
    }

    void did(AlertSettings.Step kind, Instant at) {
        done.merge(kind, 1, Integer::sum);
        touched = at;
    }

    /// Steps are counted by kind, so that a ladder that was changed in the settings goes on where it was.
    private boolean done(Rung rung, List<Rung> ladder) {
        long before = ladder.subList(0, ladder.indexOf(rung)).stream()
                .filter(it -> it.step() == rung.step()).count();
        return before < done.getOrDefault(rung.step(), 0);
    }

    /// Index in `ladder` of the next message.
    OptionalInt nextMessage(List<Rung> ladder) {
        for (int i = 0; i < ladder.size(); i++) {
            if (ladder.get(i).step() != AlertSettings.Step.DEGRADED && !done(ladder.get(i), ladder)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /// When the status is to become degraded.
    Optional<Instant> degradedAt(List<Rung> ladder) {
        return ladder.stream()
                .filter(rung -> rung.step() == AlertSettings.Step.DEGRADED && !done(rung, ladder))
                .map(this::due)
                .findFirst();
    }

    Instant due(Rung rung) {
        return since.plus(rung.after());
    }

    /// Whether `told` is more than what was known when it was answered.
    boolean isNews(Told told) {
        boolean label = !labels.containsAll(told.flagged());
        boolean picture = !last.digest().equals(told.digest());
        return switch (condition) {
            case QUIET, TAKEN_BACK -> true;
            case OPEN -> false;
            case ACCEPTED -> label;
            case DISMISSED, GIVEN_UP -> label || picture;
        };
    }

    boolean coversLabels(int revision) {
        return revision >= newLabelRevision;
    }

    boolean coversPictures(int revision) {
        return revision >= newDigestRevision;
    }

    boolean answeredBy(String text) {
        return answers.contains(text);
    }

    boolean answeredTooOften() {
        return answers.size() >= MOST_ANSWERS;
    }

    boolean open() {
        return condition == Condition.OPEN;
    }

    boolean degraded() {
        return open() && done.containsKey(AlertSettings.Step.DEGRADED);
    }

    int done(AlertSettings.Step kind) {
        return done.getOrDefault(kind, 0);
    }

    Told last() {
        return last;
    }

    Condition condition() {
        return condition;
    }

    Instant touched() {
        return touched;
    }

    Instant openedAt() {
        return openedAt;
    }

    /// By the wall clock.
    Instant openedPublished() {
        return openedPublished;
    }

    /// By the wall clock.
    Instant evidencePublished() {
        return evidencePublished;
    }

    /// How often it was opened; what was sent for an earlier opening does not count for this one.
    int opening() {
        return opening;
    }
}
