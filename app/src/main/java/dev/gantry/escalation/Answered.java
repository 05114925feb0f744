// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import dev.gantry.acknowledgement.Refusal;

/// How an acknowledgement was taken.
public sealed interface Answered {
    /// @param effect what it does to the escalation
    record Taken(Step.AckEffect effect) implements Answered {}

    /// The same one was taken before; it changed nothing.
    record Again() implements Answered {}

    /// It changed nothing.
    ///
    /// @param detail one sentence for people
    record Refused(Refusal why, String detail) implements Answered {}
}
