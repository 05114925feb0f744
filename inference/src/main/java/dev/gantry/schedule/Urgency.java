// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;

/// What decides when a job runs and when it must stop.
///
/// @param longestRun a run that takes longer is aborted, on time or late
public record Urgency(Deadline deadline, Severity severity, Late late, Duration longestRun) {
    private static final int BUDGETS = 10;
    private static final Duration AT_LEAST = Duration.ofSeconds(10);

    /// A run may last ten budgets, but never less than ten seconds.
    public static Urgency of(Deadline deadline, Severity severity, Late late, Duration budget) {
        var limit = budget.multipliedBy(BUDGETS);
        return new Urgency(deadline, severity, late, limit.compareTo(AT_LEAST) > 0 ? limit : AT_LEAST);
    }
}
