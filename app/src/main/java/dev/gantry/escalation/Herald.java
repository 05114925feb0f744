// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.outbox.Entry;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Carries an alert out once more.
@FunctionalInterface
public interface Herald {
    /// Sends the payload of `entry` again, under the topic that ends in `tail` (`alert/stat`, `escalation/stat`).
    ///
    /// The stage completes when the broker has taken it (PUBACK 0x00), on any thread, and fails when it has not or
    /// nobody can know. Must not block.
    CompletionStage<Void> repeat(Entry entry, String tail, Map<String, String> userProperties);
}
