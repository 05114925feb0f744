// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// The numbers of PS3.7 E.1 and PS3.4 B.2.3 that we read or write and no enum has, once.
final class Dimse {
    static final String VERIFICATION = "1.2.840.10008.1.1";

    // Command field (PS3.7 E.1)
    static final int C_STORE_RQ = 0x0001;
    static final int C_ECHO_RQ = 0x0030;
    static final int C_CANCEL_RQ = 0x0FFF;
    static final int RESPONSE = 0x8000;

    // Command data set type: this one means none, any other means one
    static final int NO_DATA_SET = 0x0101;
    static final int DATA_SET = 0x0000;

    static final int PRIORITY_MEDIUM = 0;

    // Status of C-STORE beyond those of StoreStatus and Status (PS3.4 B.2.3)
    static final int CANNOT_UNDERSTAND = 0xC000;

    private Dimse() {}

    static boolean isUid(String text) {
        return text.length() <= 64 && text.matches("[0-9]+(\\.[0-9]+)*");
    }
}
