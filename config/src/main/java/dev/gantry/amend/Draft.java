// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import dev.gantry.yaml.Difference;
import dev.gantry.yaml.Problem;
import java.util.List;

/// What would become of changes.
public sealed interface Draft {
    /// The file has changed since the changes were made.
    record Stale() implements Draft {}

    /// The file would say what it says.
    record Nothing() implements Draft {}

    /// It would be wrong: each mistake as `gantry check` names it.
    record Wrong(List<Problem> problems) implements Draft {
        public Wrong {
            problems = List.copyOf(problems);
        }
    }

    /// The file is written in a way in which a change could not be made without others.
    record ByHand(String why) implements Draft {}

    /// It can be written.
    ///
    /// @param edition of the file that it changes
    /// @param text    the whole file as it would be
    /// @param diff    without what might be a password
    /// @param restart what a running appliance takes up at its next start only; then it takes up nothing before
    /// @param live    what it would take up at once
    record Sound(String edition, String text, List<Line> diff, List<Difference> restart, List<Difference> live)
            implements Draft {
        public Sound {
            diff = List.copyOf(diff);
            restart = List.copyOf(restart);
            live = List.copyOf(live);
        }
    }

    /// @param number of the line, in the old file where it went, else in the new one; 0 for a gap
    record Line(Sign sign, int number, String text) {}

    enum Sign {
        SAME,
        WENT,
        CAME,
        /// Lines that stay as they are and are not shown.
        GAP
    }
}
