// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Alerts and answers for tests.
final class Sayings {
    static final Instant START = Instant.parse("2026-11-21T09:30:00Z");
    static final List<Rung> LADDER = List.of(
            new Rung(Duration.ofMinutes(2), AlertSettings.Step.REPEAT),
            new Rung(Duration.ofMinutes(5), AlertSettings.Step.SECOND_TOPIC),
            new Rung(Duration.ofMinutes(10), AlertSettings.Step.DEGRADED));
    static final AlertSettings SETTINGS = settings(LADDER, 20);

    private Sayings() {}

    static AlertSettings settings(List<Rung> ladder, int perMinute) {
        var ris = new AlertSettings.Receiver("ris", Set.of("radiologist", "technologist"), Optional.empty());
        return new AlertSettings(List.of(ris), Set.of("radiologist"), Set.of(AlertSettings.Severity.STAT), ladder,
                Duration.ofMinutes(30), perMinute);
    }

    static UUID id(int number) {
        return new UUID(0x019fabcd01237000L, 0x8000000000000000L | number);
    }

    /// A live, final, positive STAT outcome of its own exam.
    static Told positive(int number, Instant published) {
        return new Told(id(number), 1, number, State.FINAL, Result.POSITIVE, Mode.LIVE, "exam-" + number, "model-a",
                Severity.STAT, Set.of("bleeding"), "digest-1", published, false);
    }

    static Told in(String study, Told it) {
        return new Told(it.id(), it.revision(), it.seq(), it.state(), it.result(), it.mode(), study, it.model(),
                it.severity(), it.flagged(), it.digest(), it.published(), it.late());
    }

    static Told by(String model, Told it) {
        return new Told(it.id(), it.revision(), it.seq(), it.state(), it.result(), it.mode(), it.study(), model,
                it.severity(), it.flagged(), it.digest(), it.published(), it.late());
    }

    static Told as(Severity severity, Mode mode, boolean late, Told it) {
        return new Told(it.id(), it.revision(), it.seq(), it.state(), it.result(), mode, it.study(), it.model(),
                severity, it.flagged(), it.digest(), it.published(), late);
    }

    /// The next revision.
    static Told then(Told it, State state, Result result, Set<String> flagged, String digest, Instant published) {
        return new Told(it.id(), it.revision() + 1, it.seq() + 1000, state, result, it.mode(), it.study(), it.model(),
                it.severity(), flagged, digest, published, it.late());
    }

    static Ack ack(UUID id, int revision, String role, Action action, Instant at) {
        return new Ack(id, revision, "ris", new By(role, Optional.empty()), at.toString(), action, Optional.empty());
    }

    static Ack accepted(int number, Instant at) {
        return ack(id(number), 1, "radiologist", new Action.Accepted(), at);
    }
}
