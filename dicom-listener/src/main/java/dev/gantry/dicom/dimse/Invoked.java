// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// What became of an operation that we asked a peer for.
public sealed interface Invoked {
    record Answered(Response response) implements Invoked {}

    /// It was not sent, or no answer came; the peer may or may not have done it.
    record Unanswered(String why) implements Invoked {}
}
