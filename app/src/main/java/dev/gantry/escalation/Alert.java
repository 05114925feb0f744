// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.config.AlertSettings;
import java.time.Instant;
import java.util.List;

/// An alert as the audit knows it, for people.
///
/// @param since     when it was last opened, by the wall clock
/// @param condition `quiet`, `open`, `accepted`, `dismissed`, `taken-back` or `given-up`
/// @param snoozed   whether its exam was snoozed at the last line
public record Alert(
        Told last, Instant since, String condition, int repeats, int secondTopics, boolean degraded,
        boolean snoozed) {

    /// Those that `lines` tell of and that have not been forgotten, in the order in which they were first said.
    public static List<Alert> of(List<Line> lines) {
        var cases = new Cases();
        lines.forEach(cases::apply);
        if (lines.isEmpty()) {
            return List.of();
        }
        var now = lines.getLast().at();
        cases.forget(now);
        return cases.all().map(it -> new Alert(it.last(), it.openedPublished(), Step.word(it.condition()),
                it.done(AlertSettings.Step.REPEAT), it.done(AlertSettings.Step.SECOND_TOPIC), it.degraded(),
                it.open() && cases.snoozed(it.last().study(), now))).toList();
    }

    /// Whether somebody has to answer.
    public boolean open() {
        return condition.equals("open");
    }
}
