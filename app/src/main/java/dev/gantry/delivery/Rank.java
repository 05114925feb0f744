// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Standing;

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

    public static Rank of(Standing standing) {
        if (standing.last().subject().mode() != Mode.LIVE) {
            return REHEARSAL;
        }
        if (standing.wasFailed()) {
            return STAT;
        }
        if (!standing.wasPositive()) {
            return QUIET;
        }
        return switch (standing.severity()) {
            case STAT -> STAT;
            case URGENT -> URGENT;
            case ROUTINE -> ROUTINE;
        };
    }
}
