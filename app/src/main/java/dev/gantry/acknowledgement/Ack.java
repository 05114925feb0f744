// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// What somebody answers to an alert (docs/schema/ack.schema.json).
///
/// @param id        of the outcome
/// @param revision  the one that was seen, from 1
/// @param receiver  the system that answers, as in the settings and in its topic
/// @param by        who answers
/// @param at        when, by the receiver's clock: RFC 3339 in UTC, as it was written
/// @param signature base64url without padding of 32 bytes; see [Signature]
public record Ack(
        UUID id, int revision, String receiver, By by, String at, Action action, Optional<String> signature) {
    /// Longest name or reason, in characters.
    public static final int LONGEST_TEXT = 200;

    /// Longest snooze that can be asked for, in minutes.
    public static final int MOST_MINUTES = 1440;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}([.]\\d{1,9})?Z");
    private static final Pattern SIGNATURE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /// @param name of the person, as the hospital wants it in the audit; never in logs
    public record By(String role, Optional<String> name) {
        public By {
            check(NAME.matcher(role).matches(), "by.role must be 1 to 64 lower-case letters, digits or hyphens");
            name.ifPresent(it -> text(it, "by.name"));
        }
    }

    /// What the person did.
    public sealed interface Action {
        /// Has read it; keeps the ladder running.
        record Seen() implements Action {}

        /// Takes care of the exam.
        record Accepted() implements Action {}

        /// Finds nothing to take care of.
        ///
        /// @param reason for the audit; never in logs
        record Dismissed(String reason) implements Action {
            public Dismissed {
                text(reason, "reason");
            }
        }

        /// Wants to be reminded of the exam.
        record Snoozed(int minutes) implements Action {
            public Snoozed {
                check(minutes >= 1 && minutes <= MOST_MINUTES, "minutes must be from 1 to " + MOST_MINUTES);
            }
        }

        /// The word in the payload.
        default String word() {
            return switch (this) {
                case Seen _ -> "seen";
                case Accepted _ -> "accepted";
                case Dismissed _ -> "dismissed";
                case Snoozed _ -> "snoozed";
            };
        }
    }

    public Ack {
        check(revision >= 1, "revision must be at least 1");
        check(NAME.matcher(receiver).matches(), "receiver must be 1 to 64 lower-case letters, digits or hyphens");
        check(TIME.matcher(at).matches(), "at must be a time in UTC such as 2026-11-21T09:31:05Z");
        signature.ifPresent(it -> check(SIGNATURE.matcher(it).matches(),
                "signature must be 32 bytes as base64url without padding"));
        try {
            Instant.parse(at);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("at must be a time that exists", e);
        }
    }

    /// [#at], understood.
    public Instant time() {
        return Instant.parse(at);
    }

    private static void text(String text, String key) {
        boolean plain = text.codePoints().noneMatch(it -> Character.isISOControl(it) || lone(it));
        check(!text.isBlank() && text.codePointCount(0, text.length()) <= LONGEST_TEXT && plain,
                key + " must be 1 to " + LONGEST_TEXT + " characters, without line breaks");
    }

    /// Half a surrogate pair can neither be written as UTF-8 nor signed.
    private static boolean lone(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
