// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// What became of asking a peer for an association with a normalized service.
public sealed interface Called {
    /// It stands, and the class is accepted. Who asked for it releases it.
    record Standing(Dialogue dialogue) implements Called {}

    record Failed(String why) implements Called {}
}
