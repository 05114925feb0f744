// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// Source and Reason/Diag of an A-ABORT (PS3.8 9.3.8, Table 9-26).
public enum AbortReason {
    BY_USER(0, 0),
    UNSPECIFIED(2, 0),
    UNRECOGNIZED_PDU(2, 1),
    UNEXPECTED_PDU(2, 2),
    UNRECOGNIZED_PARAMETER(2, 4),
    UNEXPECTED_PARAMETER(2, 5),
    INVALID_PARAMETER(2, 6);

    private final int source;
    private final int reason;

    AbortReason(int source, int reason) {
        this.source = source;
        this.reason = reason;
    }

    int source() {
        return source;
    }

    int reason() {
        return reason;
    }
}
