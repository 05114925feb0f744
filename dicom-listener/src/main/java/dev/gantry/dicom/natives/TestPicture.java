// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.frame.FrameShape;
import java.util.HexFormat;

/// A picture of 8 x 8 samples that each library decodes when it is loaded: one whose functions are not what we
/// take them for is found out before it sees a patient's picture, and the first of those meets warm code.
final class TestPicture {
    static final FrameShape SHAPE = new FrameShape(8, 8, 1, 8, 8, false);

    static final byte[] JPEG_LS = HexFormat.of().parseHex(
            "ffd8fff7000b080008000801011100ffda0008010100000000957afb4002326d26000955a1eff2cff2afe28fe4dfc0ffd9");
    static final byte[] JPEG_2000 = HexFormat.of().parseHex(
            "ff4fff510029000000000008000000080000000000000000000000080000000800000000000000000001070101"
            + "ff52000c00000001000004040001ff5c00044040"
            + "ff90000a0000000000480001ff93df81b8122b0514b9733eb20ab279c26ef1703fd17fe1c6d28bc0891252a504ea5b0b"
            + "1eac6e476e76492f73ae13adf1a52692017e5e5e5e5b100cffd9");

    private TestPicture() {}

    static byte[] samples() {
        var samples = new byte[8 * 8];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (3 * i);
        }
        return samples;
    }
}
