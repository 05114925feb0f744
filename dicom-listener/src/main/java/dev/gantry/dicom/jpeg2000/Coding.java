// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

/// How one component of a tile is coded (ISO/IEC 15444-1 A.6.1, A.6.2).
///
/// @param levels       of decomposition, 0 to 32
/// @param blockWidth   exponent of 2
/// @param blockHeight  exponent of 2
/// @param style        of the code-blocks (Table A.19)
/// @param reversible   5/3 transform in whole numbers, else 9/7
/// @param precincts    by resolution: exponents of width and height, four bits each, low ones first
record Coding(int levels, int blockWidth, int blockHeight, int style, boolean reversible, int[] precincts) {
    private static final int BYPASS = 1;
    private static final int RESET = 2;
    private static final int TERMINATE = 4;
    private static final int CAUSAL = 8;
    private static final int SYMBOLS = 32;
    /// Passes before the first raw ones (D.6).
    private static final int ALWAYS_CODED = 10;
    private static final int NO_LIMIT = 1000;

    boolean causal() {
        return (style & CAUSAL) != 0;
    }

    boolean resets() {
        return (style & RESET) != 0;
    }

    /// Each cleanup pass ends with four symbols of its own.
    boolean symbols() {
        return (style & SYMBOLS) != 0;
    }

    /// Whether pass `index` of a block is not arithmetic coded.
    boolean raw(int index) {
        return (style & BYPASS) != 0 && index >= ALWAYS_CODED && index % 3 != 0;
    }

    /// How many passes a segment may hold that begins with pass `index`.
    int passesFrom(int index) {
        if ((style & TERMINATE) != 0) {
            return 1;
        }
        if ((style & BYPASS) == 0) {
            return NO_LIMIT;
        }
        return index < ALWAYS_CODED ? ALWAYS_CODED - index : index % 3 == 0 ? 1 : 3 - index % 3;
    }

    int precinctWidth(int resolution) {
        return precincts[resolution] & 15;
    }

    int precinctHeight(int resolution) {
        return precincts[resolution] >> 4;
    }
}
