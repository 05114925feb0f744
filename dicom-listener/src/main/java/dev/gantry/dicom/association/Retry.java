// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import java.time.Duration;
import java.util.Optional;

/// When to ask again for an association that was not had. Pure.
///
/// The wait doubles from `first` to `longest`; what is really waited is drawn between half of it and all of it, so that
/// senders who were turned away together do not come back together.
///
/// @param first   positive
/// @param longest not below `first`
/// @param limit   after the first attempt began, no other begins later than this; zero: there is one attempt
public record Retry(Duration first, Duration longest, Duration limit) {
    public static final Retry NEVER = within(Duration.ZERO);

    public Retry {
        if (!first.isPositive() || longest.compareTo(first) < 0 || limit.isNegative()) {
            throw new IllegalArgumentException(
                    "a retry waits a positive time, longest not below first, limit not below zero: " + first + ", "
                            + longest + ", " + limit);
        }
    }

    /// Half a second at first, half a minute at most.
    public static Retry within(Duration limit) {
        return new Retry(Duration.ofMillis(500), Duration.ofSeconds(30), limit);
    }

    /// How long to wait before the next attempt; empty when there is to be none.
    ///
    /// @param failures attempts so far, at least 1
    /// @param elapsed  since the first attempt began
    /// @param draw     from 0 to 1, evenly distributed
    Optional<Duration> pause(int failures, Duration elapsed, double draw) {
        long whole = first.toMillis();
        for (int i = 1; i < failures && whole < longest.toMillis(); i++) {
            whole *= 2;
        }
        var half = Math.min(whole, longest.toMillis()) / 2.0;
        var pause = Duration.ofMillis(Math.max(1, Math.round(half + half * draw)));
        return Optional.of(pause).filter(_ -> elapsed.plus(pause).compareTo(limit) <= 0);
    }
}
