// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the appliance is at the moment, for figures and health. Made from memory: it is asked for at each request.
///
/// @param overdue     for how long an analysis goes on that was to be over ([dev.gantry.engine.Engine#overdue])
/// @param notReady    why it does not do its work, one sentence each: no port, no model, a full disk
/// @param reasons     why it is degraded besides, one sentence each, without patient data
/// @param queues      how many wait where
/// @param outboxAge   of the oldest revision that the broker has not acknowledged
/// @param usedPercent of the spool disk, 0 to 100
/// @param connected   the broker is there
/// @param refusals    callers that got no association since the start, by reason
/// @param models      those that answer: what runs each of them
public record Vitals(
        Duration overdue,
        List<String> notReady,
        List<String> reasons,
        Map<String, Integer> queues,
        Optional<Duration> outboxAge,
        double usedPercent,
        boolean connected,
        Map<String, Long> refusals,
        List<Model> models) {
    /// The same limit as for the watchdog of the service: an abort takes milliseconds.
    private static final Duration HANGS = Duration.ofSeconds(15);

    public Vitals {
        notReady = List.copyOf(notReady);
        reasons = List.copyOf(reasons);
        queues = Map.copyOf(queues);
        refusals = Map.copyOf(refusals);
        models = List.copyOf(models);
    }

    /// @param sha256 of the file that runs, lower-case hex
    public record Model(String name, String version, String provider, String precision, String sha256) {}

    /// Why nothing but the end of the process helps.
    List<String> notLive() {
        return overdue.compareTo(HANGS) < 0
                ? List.of()
                : List.of("an analysis hangs in a native call: " + overdue.toSeconds() + " s over its limit");
    }
}
