// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.casebook;

import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Unit;
import java.time.Instant;
import java.util.List;

/// What was said of one exam, the newest revision of each answer.
///
/// @param study   its pseudonym
/// @param first   when something was said of it first, as far as it was looked back
/// @param last    when something was said of it last
/// @param answers the newest first, at least one; of each model that answers for images one for each image
public record Case(String study, Instant first, Instant last, List<Answered> answers) {
    public Case {
        answers = List.copyOf(answers);
    }

    /// One answer, as it stands.
    ///
    /// @param unit what it answers for, as the appliance names it inside
    public record Answered(Unit unit, Outcome outcome) {}
}
