// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.time.Duration;
import java.util.Optional;

/// A conclusion on its way to become an [Outcome].
///
/// @param unit   what it answers for
/// @param digest of the unit's objects: the same digest again is the same picture again
public record Answer(Unit unit, String digest, Subject subject, Conclusion conclusion, Work work) {

    /// @param provisional a better one may follow (the deadline passed while the model was still running)
    /// @param detail      one sentence for people, without patient data
    /// @param model       which model concluded; must be there when it was analysed
    public record Conclusion(
            boolean provisional, Verdict verdict, Optional<String> detail, Optional<ModelUsed> model) {
        public Conclusion {
            if (model.isEmpty() && verdict.reason().isEmpty()) {
                throw new IllegalArgumentException("conclusion: needs a model unless not analysed");
            }
        }
    }

    /// @param name      of the model package
    /// @param sha256    of the file that ran, lower-case hex
    /// @param provider  what ran it, such as `cpu`, `cuda`, `tensorrt`
    /// @param precision such as `int8`
    public record ModelUsed(String name, String version, String sha256, String provider, String precision) {}

    /// @param budget        of the model; empty when no model applies
    /// @param lastByteNanos monotonic time of the unit's last byte (of the replay for a replayed one)
    public record Work(
            Severity severity, Optional<Duration> budget, long lastByteNanos, Optional<Stages> stages) {}

    /// How long each stage took.
    public record Stages(Duration queued, Duration decoded, Duration prepared, Duration computed) {}
}
