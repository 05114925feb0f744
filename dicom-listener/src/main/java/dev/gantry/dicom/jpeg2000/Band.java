// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

/// One band of one resolution of a tile-component (ISO/IEC 15444-1 B.5).
///
/// @param kind   [#LL], [#HL], [#LH] or [#HH]
/// @param x0     in the band's own coordinates, like the rest
/// @param atX    where its first coefficient lies in the plane of the tile-component
/// @param planes of bits that its magnitudes may have
/// @param step   of quantization; 1 when reversible
record Band(int kind, int x0, int y0, int x1, int y1, int atX, int atY, int planes, float step) {
    static final int LL = 0;
    static final int HL = 1;
    static final int LH = 2;
    static final int HH = 3;
}
