// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;

/// Where an association that a scanner opened stands (PS3.8 9.2.1).
///
/// An acceptor that never asks for a release itself can reach only these six of the
/// thirteen states. Sta4 and Sta5 need a local A-ASSOCIATE request (AE-1); Sta7 and
/// Sta9 to Sta12 need a local A-RELEASE request (AR-1).
sealed interface State {
    /// Sta1
    record Idle() implements State {}

    /// Sta2
    record AwaitingRequest() implements State {}

    /// Sta3
    record Deciding(AssociateRq request) implements State {}

    /// Sta6
    record Established(AssociateAc terms) implements State {}

    /// Sta8
    record Releasing(AssociateAc terms) implements State {}

    /// Sta13
    record Closing() implements State {}
}
