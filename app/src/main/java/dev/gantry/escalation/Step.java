// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.config.AlertSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// What happened to alerts: one line of the audit. All that is known of open alerts is the sum of these.
public sealed interface Step {

    /// These rules hold from now on.
    ///
    /// @param on whether anybody can answer and anything escalates
    record Ruled(boolean on, List<AlertSettings.Rung> ladder, Set<String> stopping,
            Set<AlertSettings.Severity> severities, Duration snoozeAtMost) implements Step {
        public Ruled {
            ladder = List.copyOf(ladder);
            stopping = Set.copyOf(stopping);
            severities = Set.copyOf(severities);
        }

        static Ruled of(AlertSettings settings) {
            return new Ruled(settings.escalates(), settings.escalation(), settings.stopEscalation(),
                    settings.severities(), settings.snoozeAtMost());
        }
    }

    /// A revision was said of an alert.
    ///
    /// @param since where the ladder starts, on the clock of [Line#at]
    record Said(Told told, Instant since, SaidEffect effect) implements Step {}

    /// Somebody answered, and was entitled to.
    ///
    /// @param ids   whose escalation it ends
    /// @param until when the snooze of the exam ends, on the clock of [Line#at]
    record Acknowledged(Ack ack, AckEffect effect, List<UUID> ids, Optional<Instant> until) implements Step {
        public Acknowledged {
            ids = List.copyOf(ids);
        }
    }

    /// The broker has taken an alert once more.
    ///
    /// @param kind    repeat or second topic
    /// @param tail    the end of the topic, such as `alert/stat`
    /// @param carried the outcome whose payload it was: of several, the most severe and newest
    /// @param ids     the alerts for which it counts
    record Sent(AlertSettings.Step kind, String tail, UUID carried, int revision, List<UUID> ids) implements Step {
        public Sent {
            ids = List.copyOf(ids);
        }
    }

    /// The retained status tells of these alerts from now on.
    record Degraded(List<UUID> ids) implements Step {
        public Degraded {
            ids = List.copyOf(ids);
        }
    }

    /// A step that came too late to be of use was left out.
    record Skipped(AlertSettings.Step kind, SkipCause why, List<UUID> ids) implements Step {
        public Skipped {
            ids = List.copyOf(ids);
        }
    }

    /// An escalation ended though nobody answered.
    record Ended(EndCause why, List<UUID> ids) implements Step {
        public Ended {
            ids = List.copyOf(ids);
        }
    }

    /// An acknowledgement was refused.
    ///
    /// @param receiver the last level of the topic, with anything but letters, digits, `.`, `_` and `-` replaced
    /// @param count    how many this line stands for
    record Refused(String receiver, Refusal why, String detail, long count) implements Step {}

    /// Time went by.
    ///
    /// @param epoch of the outbox; empty as long as nobody follows it
    /// @param heard the highest number of a revision that was heard of
    record Noted(Optional<UUID> epoch, long heard) implements Step {}

    /// What a revision does to an escalation.
    enum SaidEffect {
        /// An escalation starts.
        OPENS,
        /// It was over, and new evidence starts it again.
        REOPENS,
        /// It goes on, or the revision says nothing that would start one.
        NONE,
        /// No longer positive.
        ENDS_NEGATIVE,
        /// Taken back.
        ENDS_RETRACTED,
        /// Not of mode live.
        NOT_LIVE,
        /// An old picture.
        LATE,
        /// Its severity does not escalate.
        NOT_THIS_SEVERITY,
        /// Nothing escalates here.
        OFF,
        /// Answered already, and there is no new evidence.
        ANSWERED;

        String word() {
            return Step.word(this);
        }
    }

    /// What an answer does to an escalation.
    enum AckEffect {
        ENDS,
        SNOOZES,
        /// Only told that it was seen.
        NONE,
        /// The role does not stop an escalation.
        NOT_STOPPING,
        /// There is newer evidence than the revision that was answered.
        NEWER_EVIDENCE,
        /// The snooze was over when it arrived.
        LAPSED,
        /// Nothing was escalating.
        NOTHING_OPEN;

        String word() {
            return Step.word(this);
        }
    }

    /// Why a step was left out.
    enum SkipCause {
        /// The broker could not be told for [Ladder#OLD].
        TOO_OLD,
        /// The outbox has forgotten the alert.
        GONE
    }

    /// Why an escalation ended.
    enum EndCause {
        /// Unanswered for [Ladder#EXPIRY].
        EXPIRED,
        /// The settings no longer want it.
        SETTINGS,
        /// More than [Ladder#MOST_OPEN] were open.
        CROWDED_OUT
    }

    /// The word in the audit.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The alerts it is about.
    default List<UUID> about() {
        return switch (this) {
            case Said(var told, _, _) -> List.of(told.id());
            case Acknowledged(var ack, _, var ids, _) -> ids.contains(ack.id()) ? ids : plus(ack.id(), ids);
            case Sent(_, _, _, _, var ids) -> ids;
            case Degraded(var ids) -> ids;
            case Skipped(_, _, var ids) -> ids;
            case Ended(_, var ids) -> ids;
            case Ruled _, Refused _, Noted _ -> List.of();
        };
    }

    private static List<UUID> plus(UUID first, List<UUID> more) {
        return Stream.concat(Stream.of(first), more.stream()).toList();
    }
}
