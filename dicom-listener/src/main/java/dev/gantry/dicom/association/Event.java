// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Pdu;

/// What can happen to an association (rows of PS3.8 Table 9-10).
sealed interface Event {
    /// Evt1
    record AskToAssociate(Pdu.AssociateRq request) implements Event {}

    /// Evt2
    record TransportConnected() implements Event {}

    /// Evt5
    record TransportOpened() implements Event {}

    /// Evt3, Evt4, Evt6, Evt10, Evt12, Evt13, Evt16
    record Received(Pdu pdu) implements Event {}

    /// Evt19
    record Unreadable(AbortReason reason) implements Event {}

    /// Evt7
    record Accept(Pdu.AssociateAc answer) implements Event {}

    /// Evt8
    record Reject(Pdu.AssociateRj answer) implements Event {}

    /// Evt9
    record Send(Pdu.PData data) implements Event {}

    /// Evt11
    record AskToRelease() implements Event {}

    /// Evt14
    record ConfirmRelease() implements Event {}

    /// Evt15
    record GiveUp() implements Event {}

    /// Evt17
    record TransportClosed() implements Event {}

    /// Evt18
    record ArtimExpired() implements Event {}
}
