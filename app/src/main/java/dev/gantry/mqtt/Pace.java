// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.time.Duration;

/// How patient we are with a broker.
///
/// @param shortest    pause before the first new attempt, at most
/// @param longest     pause between two attempts, at most
/// @param stable      a connection that stood this long makes the pauses short again
/// @param answerLimit of a CONNECT or of what was published: longer, and the broker is given up on
public record Pace(Duration shortest, Duration longest, Duration stable, Duration answerLimit) {
    public static final Pace USUAL =
            new Pace(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));

    /// The pause after some failures in a row: doubled each time, and somewhere in its upper half, so that appliances
    /// that lost the same broker do not come back together.
    ///
    /// @param chance 0 to 1
    Duration pause(int failures, double chance) {
        long ceiling = Math.min(longest.toNanos(), shortest.toNanos() << Math.min(failures, 16));
        return Duration.ofNanos(Math.round(ceiling * (0.5 + chance / 2)));
    }
}
