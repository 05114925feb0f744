// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.chronicle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A clock that goes on over restarts, and that setting the wall clock does not move.
///
/// While the process runs it is the monotonic clock. The time between two processes can only be told from the wall
/// clock: it is what passed since the last line of the audit, and never less than nothing.
public final class SteadyTime {
    /// A moment on both clocks.
    ///
    /// @param wall the one that people and receivers read
    /// @param at   the one that nobody sets
    public record Now(Instant wall, Instant at) {}

    private final Clock wall;
    private final LongSupplier nanoClock;
    private final Instant base;
    private final long baseNanos;

    public SteadyTime(Optional<Line> last, Clock wall, LongSupplier nanoClock) {
        this.wall = wall;
        this.nanoClock = nanoClock;
        this.baseNanos = nanoClock.getAsLong();
        var now = wall.instant();
        this.base = last.map(line -> {
            var away = Duration.between(line.wall(), now);
            return away.isNegative() ? line.at() : line.at().plus(away);
        }).orElse(now);
    }

    public Now now() {
        return new Now(wall.instant(), base.plusNanos(nanoClock.getAsLong() - baseNanos));
    }
}
