// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.jpeg.JpegPicture.Component;
import java.util.List;

/// What one scan names (ISO/IEC 10918-1 B.2.3).
///
/// @param first            the predictor when lossless, else the first coefficient
/// @param shift            the point transform when lossless
/// @param restartInterval  in MCUs; 0 for none
record JpegScan(List<Channel> channels, int first, int shift, int restartInterval) {

    /// A component and the tables it is coded with; the quantization is only there for DCT.
    record Channel(Component component, HuffmanTable dc, HuffmanTable ac, int[] quantization) {}

    boolean alone() {
        return channels.size() == 1;
    }
}
