// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Cost;
import dev.gantry.cost.Costs;
import java.time.Duration;

/// One way to do a job, with what is known of its cost: the full model, a smaller one, or the same model on
/// another provider. A job offers its rungs best first; below the last one it is not analysed.
///
/// @param name   for outcomes and logs: `full`, `small`
/// @param key    whose runs cost alike
/// @param warmUp what a run took before the first job came; learned costs take its place
public record Rung(String name, Costs.Key key, Duration warmUp) {
    /// Of a job that says nothing of its cost: taken as free, and nothing is learned from its runs.
    public static final Rung PLAIN = new Rung("plain", new Costs.Key("", ""), Duration.ZERO);

    public Rung {
        if (warmUp.isNegative()) {
            throw new IllegalArgumentException(
                    "rung " + name + ": a warm-up takes 0 ns or more, not " + warmUp.toNanos());
        }
    }

    Cost cost(Costs costs) {
        return equals(PLAIN) ? Cost.UNKNOWN : costs.of(key, warmUp);
    }
}
