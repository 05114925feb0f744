// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.time.Duration;

/// How long delivery waits for what.
///
/// @param first    after the first failed connection; doubled after each further one
/// @param most     at most so long
/// @param settled  on a connection that lives, what was written so long ago is with the receiver
/// @param patience a receiver that is away for so long is complained of
record Pace(Duration first, Duration most, Duration settled, Duration patience) {
    static final Pace USUAL =
            new Pace(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60));
}
