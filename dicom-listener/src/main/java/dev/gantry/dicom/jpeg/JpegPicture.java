// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import java.util.List;

/// A JPEG frame header and the samples decoded so far (ISO/IEC 10918-1 B.2.2).
///
/// @param lossless  predicted samples instead of DCT blocks
/// @param precision bits per sample
record JpegPicture(boolean lossless, int precision, int rows, int columns, List<Component> components) {
    static final int BLOCK = 8;

    /// One colour: its share of the samples, in whole MCUs.
    ///
    /// @param table   quantization table
    /// @param columns samples of a row that are picture
    /// @param rows    rows that are picture
    /// @param stride  samples from one row of `plane` to the next
    record Component(int id, int horizontal, int vertical, int table, int columns, int rows, int stride,
            short[] plane) {}

    int mostHorizontal() {
        return components.stream().mapToInt(Component::horizontal).max().orElse(1);
    }

    int mostVertical() {
        return components.stream().mapToInt(Component::vertical).max().orElse(1);
    }

    /// Units (blocks, or samples when lossless) side by side in a scan of one component alone.
    int unit() {
        return lossless ? 1 : BLOCK;
    }

    static int ceil(int n, int by) {
        return (n + by - 1) / by;
    }
}
