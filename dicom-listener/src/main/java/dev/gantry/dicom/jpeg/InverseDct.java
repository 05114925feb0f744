// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import java.util.Arrays;

/// The inverse DCT of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in 13-bit fixed point, rounded where the
/// reference software rounds, so that the samples are the same to the last bit.
final class InverseDct {
    private static final int CONSTANT_BITS = 13;
    /// cos(k pi / 16) in the combinations of the paper's rotations.
    private static final int C6 = fixed(0.541196100);
    private static final int C2_MINUS_C6 = fixed(0.765366865);
    private static final int C2_PLUS_C6 = fixed(1.847759065);
    private static final int C3 = fixed(1.175875602);
    private static final int INPUT_7 = fixed(0.298631336);
    private static final int INPUT_5 = fixed(2.053119869);
    private static final int INPUT_3 = fixed(3.072711026);
    private static final int INPUT_1 = fixed(1.501321110);
    private static final int SUM_71 = fixed(0.899976223);
    private static final int SUM_53 = fixed(2.562915447);
    private static final int SUM_73 = fixed(1.961570560);
    private static final int SUM_51 = fixed(0.390180644);

    private final int firstShift;
    private final int secondShift;
    private final int center;
    private final int greatest;

    /// @param precision 8 or 12 bits; the more there are, the fewer fraction bits fit between the passes
    InverseDct(int precision) {
        int fractionBits = precision == 8 ? 2 : 1;
        this.firstShift = CONSTANT_BITS - fractionBits;
        this.secondShift = CONSTANT_BITS + fractionBits + 3;
        this.center = 1 << precision - 1;
        this.greatest = (1 << precision) - 1;
    }

    private static int fixed(double factor) {
        return (int) Math.round(factor * (1 << CONSTANT_BITS));
    }

    /// Coefficients, dequantized, to 8 x 8 samples; the block is used up.
    void samples(int[] block, short[] plane, int at, int stride) {
        for (int column = 0; column < 8; column++) {
            line(block, column, 8, firstShift);
        }
        for (int row = 0; row < 8; row++) {
            int from = 8 * row;
            line(block, from, 1, secondShift);
            int to = at + row * stride;
            for (int i = 0; i < 8; i++) {
                plane[to + i] = sample(block[from + i]);
            }
        }
    }

    /// A block that is nothing but its mean.
    void flat(int dc, short[] plane, int at, int stride) {
        int fractionBits = CONSTANT_BITS - firstShift;
        int mean = (dc << fractionBits) + (1 << fractionBits + 2) >> fractionBits + 3;
        short sample = sample(mean);
        for (int to = at; to < at + 8 * stride; to += stride) {
            Arrays.fill(plane, to, to + 8, sample);
        }
    }

    private short sample(int level) {
        return (short) Math.clamp(level + center, 0, greatest);
    }

    /// Eight values in place, `step` apart.
    private static void line(int[] v, int at, int step, int shift) {
        int v0 = v[at];
        int v1 = v[at + step];
        int v2 = v[at + 2 * step];
        int v3 = v[at + 3 * step];
        int v4 = v[at + 4 * step];
        int v5 = v[at + 5 * step];
        int v6 = v[at + 6 * step];
        int v7 = v[at + 7 * step];
        int rounding = 1 << shift - 1;

        int rotated = (v2 + v6) * C6;
        int even2 = rotated - v6 * C2_PLUS_C6;
        int even3 = rotated + v2 * C2_MINUS_C6;
        int even0 = (v0 + v4 << CONSTANT_BITS) + rounding;
        int even1 = (v0 - v4 << CONSTANT_BITS) + rounding;
        int outer = even0 + even3;
        int outerMirrored = even0 - even3;
        int inner = even1 + even2;
        int innerMirrored = even1 - even2;

        int common = (v7 + v3 + v5 + v1) * C3;
        int sum73 = common - (v7 + v3) * SUM_73;
        int sum51 = common - (v5 + v1) * SUM_51;
        int sum71 = (v7 + v1) * SUM_71;
        int sum53 = (v5 + v3) * SUM_53;
        int odd7 = v7 * INPUT_7 - sum71 + sum73;
        int odd5 = v5 * INPUT_5 - sum53 + sum51;
        int odd3 = v3 * INPUT_3 - sum53 + sum73;
        int odd1 = v1 * INPUT_1 - sum71 + sum51;

        v[at] = outer + odd1 >> shift;
        v[at + 7 * step] = outer - odd1 >> shift;
        v[at + step] = inner + odd3 >> shift;
        v[at + 6 * step] = inner - odd3 >> shift;
        v[at + 2 * step] = innerMirrored + odd5 >> shift;
        v[at + 5 * step] = innerMirrored - odd5 >> shift;
        v[at + 3 * step] = outerMirrored + odd7 >> shift;
        v[at + 4 * step] = outerMirrored - odd7 >> shift;
    }
}
