// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Heard;
import dev.gantry.outcome.Severity;

/// Who goes first when much waits, the first one first.
public enum Rank {
    /// A finding that cannot wait, or a model for such findings that could not look.
    STAT,
    URGENT,
    ROUTINE,
    /// Nobody is alerted.
    QUIET,
    /// Shadow and test.
    REHEARSAL;

    public static Rank of(Heard heard) {
        if (heard.mode() != Mode.LIVE) {
            return REHEARSAL;
        }
        if (heard.attention() || heard.alerts().contains(Severity.STAT)) {
            return STAT;
        }
        if (heard.alerts().contains(Severity.URGENT)) {
            return URGENT;
        }
        return heard.alerts().isEmpty() ? QUIET : ROUTINE;
    }
}
