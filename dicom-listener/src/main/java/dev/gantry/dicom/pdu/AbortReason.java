// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// Source and Reason/Diag of an A-ABORT (PS3.8 9.3.8, Table 9-26).
public enum AbortReason {
    BY_USER(0, 0, "by the application"),
    UNSPECIFIED(2, 0, "reason not specified"),
    UNRECOGNIZED_PDU(2, 1, "unrecognized PDU"),
    UNEXPECTED_PDU(2, 2, "unexpected PDU"),
    UNRECOGNIZED_PARAMETER(2, 4, "unrecognized PDU parameter"),
    UNEXPECTED_PARAMETER(2, 5, "unexpected PDU parameter"),
    INVALID_PARAMETER(2, 6, "invalid PDU parameter value");

    private final int source;
    private final int reason;
    private final String words;

    AbortReason(int source, int reason, String words) {
        this.source = source;
        this.reason = reason;
        this.words = words;
    }

    /// With source 0 the reason is not significant; what Table 9-26 reserves counts as unspecified.
    static AbortReason received(int source, int reason) {
        if (source == BY_USER.source) {
            return BY_USER;
        }
        for (var known : values()) {
            if (known.source == source && known.reason == reason) {
                return known;
            }
        }
        return UNSPECIFIED;
    }

    int source() {
        return source;
    }

    int reason() {
        return reason;
    }

    /// For logs and people.
    public String words() {
        return words;
    }
}
