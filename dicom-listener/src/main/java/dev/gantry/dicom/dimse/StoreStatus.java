// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// Status of a C-STORE response (PS3.4 B.2.3, PS3.7 C).
public enum StoreStatus {
    SUCCESS(0x0000),
    OUT_OF_RESOURCES(0xA700),
    DATA_SET_MISMATCH(0xA900),
    CANNOT_UNDERSTAND(0xC000);

    private final int code;

    StoreStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
