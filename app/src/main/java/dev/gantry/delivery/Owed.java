// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.outcome.Outcome.Identity;
import dev.gantry.outcome.Outcome.Timing;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A revision that the broker must take on all its topics: all that is to be known of it but its payload, which stays
/// in the outbox.
///
/// @param met whether the budget was met, where there is one
public record Owed(
        Identity identity, Unit unit, Rank rank, List<String> topics, Since since, Result result, Instant decided,
        Optional<Boolean> met) {
    public Owed {
        topics = topics.stream().map(String::intern).toList();
    }

    /// @param topics where it goes, its outcome topic among them
    public static Owed of(Standing standing, List<String> topics) {
        var last = standing.last();
        Timing timing = last.timing();
        return new Owed(last.identity(), standing.unit(), Rank.of(standing), topics,
                Since.of(last.subject().arrival()), last.verdict().result(), timing.published(), timing.met());
    }

    public long seq() {
        return identity.seq();
    }

    /// From when its age counts.
    ///
    /// @param acquired when the picture was taken; otherwise when it was received: the header does not say when it was
    ///                 taken, or a time that had not yet come
    public record Since(Instant at, boolean acquired) {
        static Since of(dev.gantry.outcome.Subject.Arrival arrival) {
            return arrival.acquired().map(it -> it.time()).filter(time -> !time.isAfter(arrival.received()))
                    .map(time -> new Since(time, true))
                    .orElseGet(() -> new Since(arrival.received(), false));
        }

        public Duration age(Instant now) {
            return Duration.between(at, now);
        }
    }
}
