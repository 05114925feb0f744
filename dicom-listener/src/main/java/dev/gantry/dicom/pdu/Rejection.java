// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import dev.gantry.dicom.pdu.Pdu.AssociateRj;

/// Result, source and reason of an A-ASSOCIATE-RJ (PS3.8 9.3.4, Table 9-21), with the results we choose.
public enum Rejection {
    NO_REASON(1, 1, 1, "no reason given"),
    APPLICATION_CONTEXT_NOT_SUPPORTED(1, 1, 2, "application context name not supported"),
    CALLING_AE_NOT_RECOGNIZED(1, 1, 3, "calling AE title not recognized"),
    CALLED_AE_NOT_RECOGNIZED(1, 1, 7, "called AE title not recognized"),
    PROVIDER_NO_REASON(1, 2, 1, "no reason given"),
    VERSION_NOT_SUPPORTED(1, 2, 2, "protocol version not supported"),
    TEMPORARY_CONGESTION(2, 3, 1, "temporary congestion"),
    LOCAL_LIMIT_EXCEEDED(2, 3, 2, "local limit exceeded");

    private final AssociateRj pdu;
    private final String words;

    Rejection(int result, int source, int reason, String words) {
        this.pdu = new AssociateRj(result, source, reason);
        this.words = words;
    }

    public AssociateRj pdu() {
        return pdu;
    }

    static String words(AssociateRj pdu) {
        for (var known : values()) {
            if (known.pdu.source() == pdu.source() && known.pdu.reason() == pdu.reason()) {
                return known.words;
            }
        }
        return "source " + pdu.source() + ", reason " + pdu.reason();
    }
}
