// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Verdict.Result;
import java.util.Optional;

/// What must be remembered of a unit to decide what is said of it next: a few hundred bytes, not the payload.
///
/// @param identity of the last revision
/// @param digest   of the objects that it is about
public record Known(Unit unit, Identity identity, String digest, Gist gist) {

    /// What units have in common with many others; there are few different ones.
    public record Gist(
            State state,
            Result result,
            Optional<Reason> reason,
            Optional<ModelUsed> model,
            Severity severity,
            Heard heard) {
        private Gist retracted() {
            return new Gist(State.RETRACTED, result, reason, model, severity, heard);
        }
    }

    boolean retracted() {
        return gist.state() == State.RETRACTED;
    }

    boolean provisional() {
        return gist.state() == State.PROVISIONAL;
    }

    /// @param seq of the retraction
    Known takenBack(long seq) {
        return new Known(
                unit, new Identity(identity.id(), identity.revision() + 1, seq), digest, gist.retracted());
    }
}
