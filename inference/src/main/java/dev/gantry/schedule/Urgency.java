// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;

/// What decides when a job runs and when it must stop.
///
/// @param longestRun a run that takes longer is aborted, on time or late
/// @param replayed   the work had come before a crash; its deadline counts from the replay
public record Urgency(
        Deadline deadline, Severity severity, Late late, Duration longestRun, boolean replayed) {
    private static final int BUDGETS = 10;
    private static final Duration AT_LEAST = Duration.ofSeconds(10);

    /// A run may last ten budgets, but never less than ten seconds.
    public static Urgency of(Deadline deadline, Severity severity, Late late, Duration budget) {
        var limit = budget.multipliedBy(BUDGETS);
        var longest = limit.compareTo(AT_LEAST) > 0 ? limit : AT_LEAST;
        return new Urgency(deadline, severity, late, longest, false);
    }

    /// Of work that is taken up again after a crash: the deadline it had is long over and on the clock of a
    /// process that is gone, so it gets the whole budget again, from now on. Where a replayed job and another
    /// have the same deadline, the other goes first: somebody stands at its scanner.
    public static Urgency replayed(Severity severity, Late late, Duration budget, long nowNanos) {
        var fresh = of(Deadline.after(budget, nowNanos), severity, late, budget);
        return new Urgency(fresh.deadline, severity, late, fresh.longestRun, true);
    }
}
