// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Value representations (PS3.5 6.2).
public enum Vr {
    AE, AS, AT, CS, DA, DS, DT, FL, FD, IS, LO, LT,
    OB(true), OD(true), OF(true), OL(true), OV(true), OW(true),
    PN, SH, SL, SQ(true), SS, ST, SV(true), TM,
    UC(true), UI, UL, UN(true), UR(true), US, UT(true), UV(true);

    private static final Map<Integer, Vr> BY_LETTERS = new HashMap<>();

    static {
        for (var vr : values()) {
            BY_LETTERS.put(vr.name().charAt(0) << 8 | vr.name().charAt(1), vr);
        }
    }

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

    static Optional<Vr> of(byte first, byte second) {
        return Optional.ofNullable(BY_LETTERS.get((first & 0xFF) << 8 | second & 0xFF));
    }

    /// Bytes of the unit that swaps with the byte order (PS3.5 7.3); 1 when it does not.
    int unitBytes() {
        return switch (this) {
            case US, SS, OW, AT -> 2;
            case UL, SL, FL, OF, OL -> 4;
            case FD, OD, OV, SV, UV -> 8;
            case AE, AS, CS, DA, DS, DT, IS, LO, LT, OB, PN, SH, SQ, ST, TM, UC, UI, UN, UR, UT -> 1;
        };
    }

    /// What makes an odd value even: NUL for identifiers and bytes, else a space (PS3.5 6.2).
    byte padding() {
        return switch (this) {
            case AE, AS, CS, DA, DS, DT, IS, LO, LT, PN, SH, ST, TM, UC, UR, UT -> ' ';
            default -> 0;
        };
    }
}
