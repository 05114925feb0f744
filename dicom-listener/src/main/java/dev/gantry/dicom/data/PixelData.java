// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

/// Where the pixel data of a parsed data set lies.
///
/// @param offset first byte of the value, counted from the first byte of the (inflated) data set
/// @param length bytes of the value, or [#UNDEFINED] when it is encapsulated
/// @param tag    (7FE0,0008), (7FE0,0009) or (7FE0,0010)
public record PixelData(int tag, Vr vr, long offset, long length) {
    public static final long UNDEFINED = -1;
}
