// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A clock that goes on over restarts, and that setting the wall clock does not move.
///
/// While the process runs it is the monotonic clock. The time between two processes can only be told from the wall
/// clock: it is what passed since the last line of the audit, and never less than nothing.
final class SteadyTime {
    private final Clock wall;
    private final LongSupplier nanoClock;
    private final Instant base;
    private final long baseNanos;

    SteadyTime(Optional<Line> last, Clock wall, LongSupplier nanoClock) {
        this.wall = wall;
        this.nanoClock = nanoClock;
        this.baseNanos = nanoClock.getAsLong();
        var now = wall.instant();
        this.base = last.map(line -> {
            var away = Duration.between(line.wall(), now);
            return away.isNegative() ? line.at() : line.at().plus(away);
        }).orElse(now);
    }

    Ladder.Now now() {
        return new Ladder.Now(wall.instant(), base.plusNanos(nanoClock.getAsLong() - baseNanos));
    }
}
