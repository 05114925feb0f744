// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.finding.Finding;
import dev.gantry.runtime.Provenance;
import java.util.List;

/// How one analysis ended. Only [Completed] says anything of the picture.
public sealed interface Analysis {
    /// @param findings      one per reported label of the model, in the manifest's order; never empty
    /// @param windowMissing the model asks for the object's VOI window, which has none: the samples were
    ///                      spread from the lowest to the highest instead
    record Completed(List<Finding> findings, Provenance provenance, Timing timing, boolean windowMissing)
            implements Analysis {
        public Completed {
            findings = List.copyOf(findings);
        }

        public boolean positive() {
            return findings.stream().anyMatch(Finding::positive);
        }
    }

    /// Not computed, and nobody's fault but the hour's.
    record Refused(Refusal why) implements Analysis {}

    /// Its deadline passed and it will not be finished: the manifest says `late: drop`, or on-time work
    /// needed its place in the queue.
    record Dropped() implements Analysis {}

    /// No tensor can be made of the object's pixels; `detail` says why, without patient data.
    record Unreadable(String detail) implements Analysis {}

    /// The picture does not look like what the model was made for; `detail` says what it looks like.
    record TurnedAway(String detail) implements Analysis {}

    record Failed(Kind kind, String detail) implements Analysis {}

    enum Refusal {
        /// As much work waited as may.
        OVERLOAD,
        /// The version was replaced or taken away before the work was submitted: [Engine#successor] says what
        /// answers instead.
        REPLACED,
        /// The engine closes; after the restart the object can be analysed.
        CLOSING
    }

    enum Kind {
        /// The model's output is no number, or not the manifest's.
        MODEL_OUTPUT,
        /// Device or process have not the memory for it; the model goes off.
        OUT_OF_MEMORY,
        /// The model went off at run time, and nothing took its place.
        OFF,
        /// The run failed, or ran longer than any run may.
        INTERNAL
    }
}
