// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Counts refused acknowledgements: the first of each hour stand in the audit and the log one by one, the rest as
/// sums when the hour is over. So a receiver that goes wrong fills neither.
final class Refusals {
    /// Lines of their own in an hour.
    static final int FIRST = 20;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Map<Refusal, Long> total = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Long> unsaid = new EnumMap<>(Refusal.class);
    private Optional<Instant> hour = Optional.empty();
    private int said;

    /// The line to write, if any.
    Optional<Step> refused(String receiver, Refusal why, String detail, Instant now) {
        total.merge(why, 1L, Long::sum);
        if (hour.isEmpty()) {
            hour = Optional.of(now);
        }
        if (said < FIRST) {
            said++;
            return Optional.of(new Step.Refused(receiver, why, detail, 1));
        }
        unsaid.merge(why, 1L, Long::sum);
        return Optional.empty();
    }

    /// The sums of an hour that is over.
    List<Step> tick(Instant now) {
        if (hour.filter(start -> !start.plus(HOUR).isAfter(now)).isEmpty()) {
            return List.of();
        }
        return rest();
    }

    /// The sums so far.
    List<Step> rest() {
        var steps = new ArrayList<Step>();
        unsaid.forEach((why, count) -> steps.add(new Step.Refused("-", why, "and so many more", count)));
        unsaid.clear();
        hour = Optional.empty();
        said = 0;
        return steps;
    }

    /// Since the start, by reason.
    Map<String, Long> total() {
        var counts = new TreeMap<String, Long>();
        total.forEach((why, count) -> counts.put(why.word(), count));
        return counts;
    }
}
