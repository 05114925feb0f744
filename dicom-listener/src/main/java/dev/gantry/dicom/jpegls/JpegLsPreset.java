// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpegls;

import dev.gantry.dicom.frame.UndecodableFrame;
import java.util.List;
import java.util.stream.Stream;

/// The parameters of a JPEG-LS scan (ISO/IEC 14495-1 C.2.4.1).
///
/// @param most  greatest sample
/// @param near  how far a sample may be off
/// @param first thresholds of the gradients, as are `second` and `third`
/// @param reset samples after which a context forgets half
record JpegLsPreset(int most, int near, int first, int second, int third, int reset) {
    private static final int RESET = 64;

    /// The standard's thresholds where the stream says none, and behind them those that CharLS took before 2.1 for
    /// fewer than 8 bits (team-charls/charls issue 51), and DCMTK takes to this day: the formula for 8 bits and more.
    ///
    /// @param said as in the stream; a zero stands for what the standard proposes
    /// @return one or two
    static List<JpegLsPreset> possible(int precision, int near, int[] said) throws UndecodableFrame {
        int most = said[0] == 0 ? (1 << precision) - 1 : said[0];
        if (most >= 1 << precision || near > Math.min(255, most / 2)) {
            throw new UndecodableFrame("the JPEG-LS stream has impossible parameters");
        }
        int factor = (Math.min(most, 4095) + 128) / 256;
        int inverse = 256 / (most + 1);
        var wide = of(most, near, said, factor + 2, factor * 4 + 3, factor * 17 + 4);
        var narrow = inverse < 2 ? wide
                : of(most, near, said, 3 / inverse, 7 / inverse, 21 / inverse);
        return Stream.of(narrow, wide).distinct().toList();
    }

    private static JpegLsPreset of(int most, int near, int[] said, int basic1, int basic2, int basic3) {
        int first = clamped(Math.max(2, basic1 + 3 * near), near + 1, most);
        int second = clamped(Math.max(3, basic2 + 5 * near), first, most);
        int third = clamped(Math.max(4, basic3 + 7 * near), second, most);
        return new JpegLsPreset(
                most,
                near,
                said[1] == 0 ? first : said[1],
                said[2] == 0 ? second : said[2],
                said[3] == 0 ? third : said[3],
                said[4] == 0 ? RESET : said[4]);
    }

    private static int clamped(int value, int least, int most) {
        return value > most || value < least ? least : value;
    }

    int range() {
        return (most + 2 * near) / (2 * near + 1) + 1;
    }

    /// Bits of a mapped error.
    int errorBits() {
        return 32 - Integer.numberOfLeadingZeros(range() - 1);
    }

    /// Longest code (A.5.3).
    int limit() {
        int bits = Math.max(2, 32 - Integer.numberOfLeadingZeros(most));
        return 2 * (bits + Math.max(8, bits));
    }
}
