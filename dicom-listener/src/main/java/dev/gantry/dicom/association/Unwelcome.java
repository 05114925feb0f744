// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import java.util.Optional;

/// Why the first PDU of a connection is refused by the state machine itself (AA-1 and AE-6 of PS3.8 9.2.2), in words
/// for a log: the peer reads no more than a code. Pure.
final class Unwelcome {
    private Unwelcome() {}

    static Optional<String> why(Pdu first) {
        return switch (first) {
            case AssociateRq request when request.speaksVersion1() -> Optional.empty();
            case AssociateRq request -> Optional.of("it speaks protocol versions %04XH, we speak version 1"
                    .formatted(request.protocolVersions()));
            case Pdu other -> Optional.of("its first PDU is " + other.getClass().getSimpleName()
                    + ", not an association request");
        };
    }
}
