// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

/// One frame in colour.
///
/// @param bits    8 to 16: samples go from 0 to 2^bits - 1
/// @param samples `rows * columns` times red, green and blue, unsigned; owned by the record, not copied
public record Rgb(int rows, int columns, int bits, short[] samples) {
    public Rgb {
        if (samples.length != 3 * rows * columns) {
            throw new IllegalArgumentException(
                    "colour of " + rows + " x " + columns + " has " + samples.length + " samples");
        }
    }
}
