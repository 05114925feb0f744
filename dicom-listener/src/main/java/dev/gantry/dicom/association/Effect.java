// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu;

/// What the shell must do after a step. Carried out in list order.
sealed interface Effect {
    /// Asks for a transport connection (AE-1).
    record Connect() implements Effect {}

    record Write(Pdu pdu) implements Effect {}

    record Indicate(Pdu pdu) implements Effect {}

    record StartArtim() implements Effect {}

    record StopArtim() implements Effect {}

    record CloseTransport() implements Effect {}
}
