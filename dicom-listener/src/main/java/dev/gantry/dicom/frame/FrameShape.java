// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.frame;

/// What a data set says of each of its frames (PS3.3 C.7.6.3).
///
/// @param rows            1 to 65535
/// @param columns         1 to 65535
/// @param samplesPerPixel 1 or 3 (4 in retired objects)
/// @param bitsAllocated   8, 16 or 32
/// @param bitsStored      1 to bitsAllocated
/// @param signed          samples are two's complement (Pixel Representation 1)
public record FrameShape(
        int rows, int columns, int samplesPerPixel, int bitsAllocated, int bitsStored, boolean signed) {

    /// Length of the decoded frame in bytes.
    public long bytes() {
        return (long) rows * columns * samplesPerPixel * (bitsAllocated / 8);
    }
}
