// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.time.Duration;

/// One way to do a job, with what is known of its cost: the full model, a smaller one, or the same model on
/// another provider. A job offers its rungs best first; below the last one it is not analysed.
///
/// @param name   for outcomes and logs: `full`, `small`
/// @param key    whose runs cost alike
/// @param warmUp what a run took before the first job came; learned costs take its place
public record Rung(String name, Key key, Duration warmUp) {
    /// Of a job that says nothing of its cost: taken as free, and nothing is learned from its runs.
    public static final Rung PLAIN = new Rung("plain", new Key("", ""), Duration.ZERO);

    public Rung {
        if (warmUp.isNegative()) {
            throw new IllegalArgumentException(
                    "rung " + name + ": a warm-up takes 0 ns or more, not " + warmUp.toNanos());
        }
    }

    /// What a cost is learned for.
    ///
    /// @param model    name and version; where runs of one model differ by much in size, the size too
    /// @param provider that runs it
    public record Key(String model, String provider) {}
}
