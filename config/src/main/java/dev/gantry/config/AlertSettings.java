// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may answer alerts, and what happens while nobody does.
///
/// @param receivers       who may answer, each name once; empty: nobody, and nothing escalates
/// @param stopEscalation  the roles whose answer stops an escalation
/// @param severities      the severities that escalate
/// @param escalation      the steps, each later than the one before; empty: nothing escalates
/// @param snoozeAtMost    the longest that one answer can snooze an exam, 1 min to 12 h
/// @param repeatsPerMinute messages of all escalations together in any 60 s, 1 to 600
public record AlertSettings(
        List<Receiver> receivers,
        Set<String> stopEscalation,
        Set<Severity> severities,
        List<Rung> escalation,
        Duration snoozeAtMost,
        int repeatsPerMinute) {
    /// How soon somebody must look: the words of the model manifests.
    public enum Severity {
        STAT,
        URGENT,
        ROUTINE
    }

    /// What an escalation does.
    public enum Step {
        /// The alert again, on its own topic.
        REPEAT,
        /// The alert on the topic `escalation/<severity>`.
        SECOND_TOPIC,
        /// The retained status becomes degraded.
        DEGRADED
    }

    /// A system that answers on the topic `ack/<name>`.
    ///
    /// @param roles   whom it may speak for
    /// @param keyFile the key its answers must be signed with; empty: the broker's access list is trusted
    public record Receiver(String name, Set<String> roles, Optional<Path> keyFile) {
        public Receiver {
            roles = Set.copyOf(roles);
        }
    }

    /// @param after counted from the alert, 1 s to 12 h
    public record Rung(Duration after, Step step) {}

    public AlertSettings {
        receivers = List.copyOf(receivers);
        stopEscalation = Set.copyOf(stopEscalation);
        severities = Set.copyOf(severities);
        escalation = List.copyOf(escalation);
    }

    /// Whether anything escalates at all.
    public boolean escalates() {
        return !receivers.isEmpty() && !escalation.isEmpty();
    }
}
