// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.AssociateRq;

/// Where an association that we opened stands (PS3.8 9.2.1).
///
/// Sta2 and Sta3 belong to an acceptor; Sta10 and Sta12 too: they are its side of a release collision.
sealed interface RequestorState {
    /// Sta1
    record Idle() implements RequestorState {}

    /// Sta4
    record Connecting(AssociateRq request) implements RequestorState {}

    /// Sta5
    record AwaitingAnswer() implements RequestorState {}

    /// Sta6
    record Established() implements RequestorState {}

    /// Sta7
    record AwaitingRelease() implements RequestorState {}

    /// Sta8
    record Releasing() implements RequestorState {}

    /// Sta9
    record Colliding() implements RequestorState {}

    /// Sta11
    record AwaitingCollidedRelease() implements RequestorState {}

    /// Sta13
    record Closing() implements RequestorState {}
}
