// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Answer.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// One revision of one answer, complete and as it is published.
///
/// @param detail one sentence for people: why it was not analysed, or why it was retracted
public record Outcome(
        Identity identity,
        State state,
        Verdict verdict,
        Optional<String> detail,
        Subject subject,
        Optional<ModelUsed> model,
        Timing timing) {
    /// Every payload says it.
    public static final String DISCLAIMER = "Research use only. Not a medical device.";

    /// Version of the payload's schema; a higher first number breaks receivers.
    public static final String SCHEMA_VERSION = "1.1";

    /// @param id       UUIDv7 (RFC 9562), the same for all revisions
    /// @param revision 1 for the first; the highest wins
    /// @param seq      number of this revision on this appliance, without gaps
    public record Identity(UUID id, int revision, long seq) {}

    /// `PROVISIONAL* -> FINAL` once, then only `AMENDED` or `RETRACTED`.
    public enum State {
        PROVISIONAL,
        FINAL,
        AMENDED,
        RETRACTED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param published when it was handed to the outbox for publishing
    /// @param elapsed   from the unit's last byte to then, on the monotonic clock
    public record Timing(
            Instant published, Duration elapsed, Optional<Duration> budget, Optional<Stages> stages) {
        /// Empty when there is no budget to meet.
        public Optional<Boolean> met() {
            return budget.map(limit -> elapsed.compareTo(limit) <= 0);
        }
    }
}
