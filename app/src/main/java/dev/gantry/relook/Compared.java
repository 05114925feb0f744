// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.relook;

import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Known;
import java.util.Optional;

/// One answer of a second look, beside what stood before.
public record Compared(Answer answer, Optional<Known> before, Effect effect) {

    /// What follows from an answer.
    public sealed interface Effect {
        /// It says nothing new.
        record Same() implements Effect {}

        /// It says something new, and only looking was asked for.
        record Different() implements Effect {}

        /// It says something new, which is on its way to the receivers.
        record Published() implements Effect {}

        /// What stood stays, whatever the answer is.
        ///
        /// @param why one sentence for people
        record Left(String why) implements Effect {}
    }
}
