// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.service;

import java.time.Duration;
import java.util.Optional;

/// What the service manager is told and when (sd_notify(3)). Pure: it is told the time.
///
/// Confined to whoever holds it.
final class Duty {
    /// One request reaches so far; requests come more often than that.
    private static final Duration MORE_TIME = Duration.ofSeconds(30);
    /// An engine build that takes longer is taken for hanging.
    private static final Duration LONGEST_PREPARATION = Duration.ofMinutes(30);

    private final Optional<Duration> watchdog;
    private Phase phase = new Phase.Starting();
    private String told = "";

    private sealed interface Phase {
        /// The unit's TimeoutStartSec counts.
        record Starting() implements Phase {}

        /// Something takes as long as it takes.
        record Preparing(long sinceNanos) implements Phase {}

        record Running() implements Phase {}

        record Stopping() implements Phase {}
    }

    /// @param watchdog after which silence the service manager ends the process; empty when it does not
    Duty(Optional<Duration> watchdog) {
        this.watchdog = watchdog;
    }

    /// How often [#due] has to be asked.
    Duration every() {
        var second = Duration.ofSeconds(1);
        return watchdog.map(limit -> limit.dividedBy(4)).filter(quarter -> quarter.compareTo(second) < 0)
                .orElse(second);
    }

    String preparing(String what, long nowNanos) {
        phase = new Phase.Preparing(nowNanos);
        return extension() + status(what);
    }

    String ready(String what) {
        phase = new Phase.Running();
        return "READY=1\n" + status(what);
    }

    String stopping(String what) {
        phase = new Phase.Stopping();
        return "STOPPING=1\n" + status(what);
    }

    /// What is to be said now, if anything.
    ///
    /// @param well   the watchdog may be fed
    /// @param status in one line
    Optional<String> due(long nowNanos, boolean well, String status) {
        return switch (phase) {
            case Phase.Starting() -> Optional.empty();
            case Phase.Preparing(long since) -> nowNanos - since < LONGEST_PREPARATION.toNanos()
                    ? Optional.of(extension())
                    : Optional.empty();
            case Phase.Running() -> said((well ? fed() : "") + (status.equals(told) ? "" : status(status)));
            case Phase.Stopping() -> said(fed()); // TimeoutStopSec is the limit now
        };
    }

    private static Optional<String> said(String words) {
        return Optional.of(words).filter(it -> !it.isEmpty());
    }

    private String fed() {
        return watchdog.isPresent() ? "WATCHDOG=1\n" : "";
    }

    private static String extension() {
        return "EXTEND_TIMEOUT_USEC=" + MORE_TIME.toNanos() / 1000 + "\n";
    }

    private String status(String what) {
        told = what;
        return "STATUS=" + what.replaceAll("\\s+", " ") + "\n";
    }
}
