// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

/// Value representations (PS3.5 6.2).
public enum Vr {
    AE, AS, AT, CS, DA, DS, DT, FL, FD, IS, LO, LT,
    OB(true), OD(true), OF(true), OL(true), OV(true), OW(true),
    PN, SH, SL, SQ(true), SS, ST, SV(true), TM,
    UC(true), UI, UL, UN(true), UR(true), US, UT(true), UV(true);

    private final boolean longLength;

    Vr() {
        this(false);
    }

    Vr(boolean longLength) {
        this.longLength = longLength;
    }

    /// Explicit encoding has two reserved bytes and a 32-bit length (PS3.5 7.1.2).
    public boolean longLength() {
        return longLength;
    }
}
