// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.util.Optional;
import java.util.Set;

/// What has been said of a unit so far.
///
/// @param unit     what it was said of
/// @param last     the highest revision
/// @param digest   of the objects that it is about
/// @param severity of the model that said it
/// @param heard    which topics this and every further revision goes to
public record Standing(Unit unit, Outcome last, String digest, Severity severity, Heard heard) {

    /// As Gantry up to 0.1 kept it, which did not know who had heard of what.
    ///
    /// @param wasPositive some revision was positive
    /// @param wasFailed   some revision was not analysed on a STAT model
    public Standing(
            Unit unit, Outcome last, String digest, Severity severity, boolean wasPositive, boolean wasFailed) {
        this(unit, last, digest, severity, heard(last, severity, wasPositive, wasFailed));
    }

    private static Heard heard(Outcome last, Severity severity, boolean wasPositive, boolean wasFailed) {
        var nobody = Heard.nobody(last.subject());
        boolean alerted = wasPositive && !last.subject().arrival().stale();
        return new Heard(
                nobody.mode(), nobody.modality(), alerted ? Set.of(severity) : Set.of(), wasFailed);
    }

    /// Whether subscribers of alerts have heard of it.
    public boolean wasPositive() {
        return !heard.alerts().isEmpty();
    }

    /// Whether subscribers of attention have heard of it.
    public boolean wasFailed() {
        return heard.attention();
    }

    /// As much of it as the next decision needs.
    public Known known() {
        var verdict = last.verdict();
        return new Known(unit, last.identity(), digest, new Known.Gist(
                last.state(), verdict.result(), verdict.reason(), last.model(), severity, heard));
    }

    /// The same, taken back: it repeats what is taken back.
    Standing retracted(TakenBack how) {
        var timing = last.timing();
        var retraction = new Outcome(
                how.known().identity(),
                Outcome.State.RETRACTED,
                last.verdict(),
                Optional.of(how.why()),
                last.subject(),
                last.model(),
                new Outcome.Timing(how.at(), timing.elapsed(), timing.budget(), timing.stages()));
        return new Standing(unit, retraction, digest, severity, heard);
    }
}
