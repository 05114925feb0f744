// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

/// How coefficients of one component were quantized (ISO/IEC 15444-1 A.6.4, E.1).
///
/// @param style     0 none, 1 derived from the lowest band, 2 for each band
/// @param guardBits 0 to 7
/// @param steps     by band, lowest first: exponent and, unless the style is 0, 11 bits of mantissa
record Quantization(int style, int guardBits, int[] steps) {
    private static final int MANTISSA_BITS = 11;

    /// @param band   0 for LL, then three for each resolution
    /// @param lowest levels between the band and the lowest one
    int exponent(int band, int lowest) {
        return switch (style) {
            case 0 -> steps[band];
            case 1 -> (steps[0] >> MANTISSA_BITS) - lowest;
            default -> steps[band] >> MANTISSA_BITS;
        };
    }

    /// Equation E-3.
    float step(int band, int lowest, int rangeBits) {
        int mantissa = steps[style == 1 ? 0 : band] & (1 << MANTISSA_BITS) - 1;
        return (float) (Math.pow(2, rangeBits - exponent(band, lowest))
                * (1 + mantissa / (double) (1 << MANTISSA_BITS)));
    }

    boolean covers(int bands) {
        return style == 1 || bands <= steps.length;
    }
}
