// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

/// What became of asking a peer for an association.
public sealed interface Requested {
    record Accepted(Association association) implements Requested {}

    /// The peer answered no, and said why.
    record Rejected(String why) implements Requested {}

    /// Nobody answered: no such host, refused, unreachable, or not within the limit.
    record Unreachable(String why) implements Requested {}

    /// The connection stood, but was lost or aborted, or no answer came within the limit.
    record Failed(String why) implements Requested {}
}
