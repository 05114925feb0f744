// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What a JPEG-LS stream says of itself before its first scan (ISO/IEC 14495-1 C.2), read before the native
/// decoder sees it.
///
/// @param precision bits of each sample, 2 to 16
record JpegLsHeader(int rows, int columns, int components, int precision) {
    private static final int SOI = 0xFFD8;
    private static final int SOF55 = 0xFFF7;
    private static final int LSE = 0xFFF8;
    private static final int SOS = 0xFFDA;
    /// LSE that gives the size of pictures with more than 65535 rows or columns (C.2.4.1.4).
    private static final int OVERSIZE = 4;

    static JpegLsHeader read(ByteBuffer stream) throws UndecodableFrame {
        var in = stream.slice().order(ByteOrder.BIG_ENDIAN);
        if (in.remaining() < 2 || (in.getShort() & 0xFFFF) != SOI) {
            throw new UndecodableFrame("no JPEG-LS stream: it does not begin with SOI");
        }
        while (in.remaining() >= 4) {
            int marker = in.getShort() & 0xFFFF;
            if (marker == 0xFFFF) { // fill bytes before a marker
                in.position(in.position() - 1);
                continue;
            }
            int length = in.getShort() & 0xFFFF;
            if (marker < 0xFFC0 || marker == SOS || length < 2 || length - 2 > in.remaining()) {
                break;
            }
            var segment = in.slice(in.position(), length - 2);
            if (marker == SOF55) {
                return frame(segment);
            }
            if (marker == LSE && segment.hasRemaining() && segment.get(0) == OVERSIZE) {
                throw new UndecodableFrame("a JPEG-LS picture of more than 65535 rows or columns");
            }
            if (marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC) {
                throw new UndecodableFrame("JPEG, but not JPEG-LS: its frame header is "
                        + Integer.toHexString(marker).toUpperCase(java.util.Locale.ROOT));
            }
            in.position(in.position() + length - 2);
        }
        throw new UndecodableFrame("a JPEG-LS stream without a frame header");
    }

    /// SOF55: precision, rows, columns, components, and three bytes for each of them.
    private static JpegLsHeader frame(ByteBuffer segment) throws UndecodableFrame {
        int bytes = segment.remaining();
        if (bytes < 6 || bytes < 6 + 3 * (segment.get(5) & 0xFF)) {
            throw new UndecodableFrame("the JPEG-LS frame header is cut short");
        }
        int components = segment.get(5) & 0xFF;
        for (int i = 0; i < components; i++) {
            if (segment.get(6 + 3 * i + 1) != 0x11) {
                throw new UndecodableFrame("JPEG-LS with sub-sampled components is not decoded");
            }
        }
        return new JpegLsHeader(
                segment.getShort(1) & 0xFFFF, segment.getShort(3) & 0xFFFF, components, segment.get(0) & 0xFF);
    }

    /// Throws when the data set says something else.
    void mustBe(FrameShape expected) throws UndecodableFrame {
        if (rows != expected.rows() || columns != expected.columns() || components != expected.samplesPerPixel()) {
            throw new UndecodableFrame("the JPEG-LS stream holds " + rows + " x " + columns + " x " + components
                    + ", the data set says " + expected.rows() + " x " + expected.columns() + " x "
                    + expected.samplesPerPixel());
        }
        if (precision < 2 || precision > 16 || precision > expected.bitsAllocated()) {
            throw new UndecodableFrame("JPEG-LS samples of " + precision + " bits in "
                    + expected.bitsAllocated() + " bits allocated");
        }
    }
}
