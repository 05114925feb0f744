// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Verdict.Result;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// One revision of an outcome, as far as an escalation wants to know it.
///
/// @param study     pseudonym of the exam
/// @param flagged   labels of the findings that are flagged
/// @param digest    of the objects that it is about
/// @param published by the wall clock
/// @param late      the picture was old when it came
public record Told(
        UUID id,
        int revision,
        long seq,
        State state,
        Result result,
        Mode mode,
        String study,
        String model,
        Severity severity,
        Set<String> flagged,
        String digest,
        Instant published,
        boolean late) {
    public Told {
        flagged = Set.copyOf(flagged);
    }

    /// Says that there is something to look at.
    boolean positive() {
        return result == Result.POSITIVE && state != State.RETRACTED;
    }

    /// Says that there no longer is.
    boolean takesBack() {
        return result == Result.NEGATIVE || state == State.RETRACTED;
    }

    static Told of(Standing standing) {
        var last = standing.last();
        var flagged = last.verdict().findings().stream().filter(Finding::flagged).map(Finding::label)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Told(last.identity().id(), last.identity().revision(), last.identity().seq(), last.state(),
                last.verdict().result(), last.subject().mode(), last.subject().exam().study(),
                standing.unit().model(), standing.severity(), flagged, standing.digest(), last.timing().published(),
                last.subject().arrival().late());
    }
}
