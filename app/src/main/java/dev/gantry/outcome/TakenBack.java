// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Outcome.Timing;
import dev.gantry.outcome.Subject.Arrival;
import dev.gantry.outcome.Subject.Exam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The decision that what stands for a unit no longer does. Its payload repeats what is taken back, which may have to
/// be read from a disk: nobody who decides waits for that.
///
/// @param known  what stands from now on
/// @param before what stood
/// @param why    one sentence for people, without patient data
public record TakenBack(Known known, Known before, String why, Instant at) {

    /// The retraction of `last`, which is what was said as [#before].
    public Standing of(Standing last) {
        return last.retracted(this);
    }

    /// The retraction when what is taken back can no longer be read: it names the id, which is what receivers need;
    /// what it cannot repeat it leaves out.
    public Standing ofWhatIsLost() {
        var unit = before.unit();
        var gist = before.gist();
        var exam = new Exam(unit.pseudonym(), Optional.empty(), "unknown", "unknown", gist.heard().modality(), List.of(),
                Optional.empty());
        var subject = new Subject(gist.heard().mode(), exam, new Arrival(Optional.empty(), at, true));
        var verdict = new Verdict.NotAnalysed(gist.reason().orElse(Reason.INTERNAL));
        var outcome = new Outcome(known.identity(), Outcome.State.RETRACTED, verdict, Optional.of(why), subject,
                gist.model(), new Timing(at, Duration.ZERO, Optional.empty(), Optional.empty()));
        return new Standing(unit, outcome, before.digest(), gist.severity(), gist.heard());
    }
}
