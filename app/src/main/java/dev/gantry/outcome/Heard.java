// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.config.Mode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Who has heard of an id, and so must hear each of its further revisions. It only grows: a subscriber of any one
/// topic hears either nothing of an id or everything from some revision on to its end.
///
/// @param mode      whose tree of topics it is in; an id never leaves it
/// @param modality  names its outcome topic to the end; that of its first revision
/// @param alerts    the severities under which it alerted: one for each at which some revision was positive, unless
///                  the pictures were more than a day old when they came ([Subject.Arrival#stale])
/// @param attention some revision was not analysed on a STAT model
public record Heard(Mode mode, String modality, Set<Severity> alerts, boolean attention) {
    public Heard {
        alerts = alerts.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(alerts));
    }

    /// Nobody yet: an id is about to begin.
    static Heard nobody(Subject subject) {
        return new Heard(subject.mode(), subject.exam().modality(), Set.of(), false);
    }

    /// Who has heard of the id once this is said under it.
    Heard and(Answer answer) {
        var severity = answer.work().severity();
        return switch (answer.conclusion().verdict().result()) {
            case POSITIVE -> answer.subject().arrival().stale() ? this : alerting(severity);
            case NEGATIVE -> this;
            case NOT_ANALYSED -> new Heard(mode, modality, alerts, attention || severity == Severity.STAT);
        };
    }

    private Heard alerting(Severity severity) {
        var more = EnumSet.of(severity);
        more.addAll(alerts);
        return new Heard(mode, modality, more, attention);
    }
}
