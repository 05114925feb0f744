// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import java.util.Optional;

/// A grey frame that lies in its file row by row, not compressed, as frames of some rows each: strips of the same
/// pixel data. So memory has to hold one of them, however large the frame.
///
/// @param height rows of a strip; the last may have fewer
record Strips(DataSet header, PixelData place, int rows, int columns, long rowBytes, long frameOffset, int height) {
    private static final long STRIP_SAMPLES = 1L << 17;
    private static final int SHORTEST_SAMPLE_BITS = 8;

    /// One strip, as an object of its own.
    record Strip(DataSet header, PixelData place) {}

    /// Empty for a frame that is small enough, and for one whose rows do not lie one after the other.
    ///
    /// @param frame counted from 0
    static Optional<Strips> of(DataSet header, TransferSyntax syntax, PixelData place, int frame) {
        long rows = header.integer(Tag.ROWS).orElse(0);
        long columns = header.integer(Tag.COLUMNS).orElse(0);
        int bits = header.integer(Tag.BITS_ALLOCATED).orElse(0);
        boolean inRows = !syntax.encapsulated() && !syntax.deflated() && bits >= SHORTEST_SAMPLE_BITS
                && header.integer(Tag.SAMPLES_PER_PIXEL).orElse(1) == 1;
        if (!inRows || rows * columns < 2 * STRIP_SAMPLES || syntax.bigEndian() && bits == SHORTEST_SAMPLE_BITS) {
            return Optional.empty();
        }
        long rowBytes = columns * bits / Byte.SIZE;
        long offset = frame * rows * rowBytes;
        boolean whole = offset + rows * rowBytes <= place.length();
        return whole
                ? Optional.of(new Strips(header, place, (int) rows, (int) columns, rowBytes, offset,
                        (int) Math.max(1, STRIP_SAMPLES / columns)))
                : Optional.empty();
    }

    /// @param first row, a multiple of `height`
    Strip at(int first) {
        int count = Math.min(height, rows - first);
        var of = new DataSetBuilder().all(header).us(Tag.ROWS, count).put(Tag.NUMBER_OF_FRAMES, "1").build();
        return new Strip(of, new PixelData(
                place.tag(), place.vr(), place.offset() + frameOffset + first * rowBytes, count * rowBytes));
    }
}
