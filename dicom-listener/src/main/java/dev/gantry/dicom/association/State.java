// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;

/// Where an association that a scanner opened stands (PS3.8 9.2.1).
///
/// Sta4 and Sta5 belong to a requestor; Sta9 and Sta11 too: they are its side of a release collision.
sealed interface State {
    /// Sta1
    record Idle() implements State {}

    /// Sta2
    record AwaitingRequest() implements State {}

    /// Sta3
    record Deciding(AssociateRq request) implements State {}

    /// Sta6
    record Established(AssociateAc terms) implements State {}

    /// Sta7
    record AwaitingRelease() implements State {}

    /// Sta8
    record Releasing(AssociateAc terms) implements State {}

    /// Sta10
    record AwaitingCollidedRelease() implements State {}

    /// Sta12
    record Colliding() implements State {}

    /// Sta13
    record Closing() implements State {}
}
