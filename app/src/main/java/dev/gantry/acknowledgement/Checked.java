// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

/// What an acknowledgement came to, as far as it was looked at.
public sealed interface Checked {
    record Valid(Ack ack) implements Checked {}

    /// @param detail one sentence for people, without anything of the payload
    record Refused(Refusal why, String detail) implements Checked {}
}
