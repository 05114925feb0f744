// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The main header of a JPEG 2000 or HTJ2K codestream (ISO/IEC 15444-1 Annex A), read before the native decoder
/// sees it, as far as it decides what that decoder will allocate.
///
/// @param offset    where the codestream begins; after the boxes when the stream is a JP2 file (Annex I)
/// @param end       behind the last tile-part, counted from `offset`; EOC should stand there
/// @param precision bits of each sample, 1 to 38
/// @param tiles     the stream is cut into
/// @param packets   it must have at least, each of at least one byte
record CodestreamHeader(
        int offset, int end, int rows, int columns, int components, int precision, boolean signed,
        long tiles, long packets) {
    private static final int SOC_SIZ = 0xFF4F_FF51;
    private static final int COD = 0xFF52;
    private static final int COC = 0xFF53;
    private static final int SOT = 0xFF90;
    private static final int SIGNATURE_BOX = 0x6A50_2020;
    private static final int CODESTREAM_BOX = 0x6A70_3263;
    private static final int BOX_HEADER_BYTES = 8;
    private static final int SIZ_BYTES = 36;
    private static final int MOST_LEVELS = 32;
    /// SOT, SOD: what each tile needs.
    private static final int TILE_BYTES = 14;
    /// Smaller ones cost more to keep than their samples.
    private static final int LEAST_TILE_SAMPLES = 1024;
    private static final int ALWAYS_TILES = 64;

    static CodestreamHeader read(ByteBuffer stream) throws UndecodableFrame {
        int offset = codestream(stream.slice().order(ByteOrder.BIG_ENDIAN));
        var in = stream.slice(stream.position() + offset, stream.remaining() - offset)
                .order(ByteOrder.BIG_ENDIAN);
        if (in.remaining() < 6 + SIZ_BYTES || in.getInt() != SOC_SIZ) {
            throw new UndecodableFrame("no JPEG 2000 codestream: it does not begin with SOC and SIZ");
        }
        var size = segment(in);
        if (size.remaining() < SIZ_BYTES) {
            throw new UndecodableFrame("the JPEG 2000 header is cut short");
        }
        long right = size.getInt(2) & 0xFFFF_FFFFL;
        long bottom = size.getInt(6) & 0xFFFF_FFFFL;
        long left = size.getInt(10) & 0xFFFF_FFFFL;
        long top = size.getInt(14) & 0xFFFF_FFFFL;
        int components = size.getShort(34) & 0xFFFF;
        if (right <= left || bottom <= top || right - left > 0xFFFF || bottom - top > 0xFFFF || components < 1
                || size.remaining() < SIZ_BYTES + 3 * components) {
            throw new UndecodableFrame("the JPEG 2000 header gives no size");
        }
        int depth = size.get(SIZ_BYTES) & 0xFF;
        for (int i = 0; i < components; i++) {
            int at = SIZ_BYTES + 3 * i;
            if ((size.get(at) & 0xFF) != depth || size.get(at + 1) != 1 || size.get(at + 2) != 1) {
                throw new UndecodableFrame(
                        "JPEG 2000 with sub-sampled components, or of different depth, is not decoded");
            }
        }
        long tiles = tiles(size, right, bottom);
        long packets = packets(in, new long[] {left, top, right, bottom}, components);
        return new CodestreamHeader(offset, end(in), (int) (bottom - top), (int) (right - left), components,
                (depth & 0x7F) + 1, depth >> 7 == 1, tiles, packets);
    }

    /// Where the codestream begins: at once, or in a box of a JP2 file.
    private static int codestream(ByteBuffer in) throws UndecodableFrame {
        if (in.remaining() < BOX_HEADER_BYTES || in.getInt(4) != SIGNATURE_BOX) {
            return 0;
        }
        long at = 0;
        while (in.remaining() - at >= BOX_HEADER_BYTES) {
            long length = in.getInt((int) at) & 0xFFFF_FFFFL;
            int header = length == 1 ? 2 * BOX_HEADER_BYTES : BOX_HEADER_BYTES;
            if (in.getInt((int) at + 4) == CODESTREAM_BOX && in.remaining() - at >= header) {
                return (int) at + header;
            }
            if (length < BOX_HEADER_BYTES) { // to the end of the file, or of 64 bits: not before the codestream
                break;
            }
            at += length;
        }
        throw new UndecodableFrame("a JP2 file without a codestream");
    }

    /// The marker segment that `in` stands before the length of; `in` then stands behind it.
    private static ByteBuffer segment(ByteBuffer in) throws UndecodableFrame {
        int length = in.remaining() < 2 ? 0 : in.getShort(in.position()) & 0xFFFF;
        if (length < 2 || length > in.remaining()) {
            throw new UndecodableFrame("the JPEG 2000 header is cut short");
        }
        var segment = in.slice(in.position() + 2, length - 2).order(ByteOrder.BIG_ENDIAN);
        in.position(in.position() + length);
        return segment;
    }

    private static long tiles(ByteBuffer size, long right, long bottom) throws UndecodableFrame {
        long width = size.getInt(18) & 0xFFFF_FFFFL;
        long height = size.getInt(22) & 0xFFFF_FFFFL;
        long left = size.getInt(26) & 0xFFFF_FFFFL;
        long top = size.getInt(30) & 0xFFFF_FFFFL;
        if (width == 0 || height == 0 || left >= right || top >= bottom) {
            throw new UndecodableFrame("the JPEG 2000 header gives no tile size");
        }
        return divided(right - left, width) * divided(bottom - top, height);
    }

    /// The least number of packets by the coding styles of the main header (A.6.1, A.6.2, B.6, B.10).
    private static long packets(ByteBuffer in, long[] area, int components) throws UndecodableFrame {
        var precincts = new long[components];
        long layers = 1;
        while (in.remaining() >= 4) {
            int marker = in.getShort() & 0xFFFF;
            if (marker == SOT) {
                return layers * Arrays.stream(precincts).sum();
            }
            var segment = segment(in);
            if (marker == COD && segment.remaining() >= 10) {
                layers = segment.getShort(2) & 0xFFFF;
                Arrays.fill(precincts, precincts(segment, segment.get(0), 5, area));
            } else if (marker == COC && segment.remaining() >= 7) {
                int wide = components < 257 ? 1 : 2;
                int component = wide == 1 ? segment.get(0) & 0xFF : segment.getShort(0) & 0xFFFF;
                if (component < components) {
                    precincts[component] = precincts(segment, segment.get(wide), wide + 1, area);
                }
            }
        }
        throw new UndecodableFrame("a JPEG 2000 codestream without a tile");
    }

    /// From the first tile-part, whose marker `in` stands behind, to the end of the last one (A.4.2).
    private static int end(ByteBuffer in) {
        long at = in.position() - 2;
        while (in.limit() - at >= TILE_BYTES && (in.getShort((int) at) & 0xFFFF) == SOT) {
            long length = in.getInt((int) at + 6) & 0xFFFF_FFFFL;
            if (length < TILE_BYTES || length > in.limit() - at) { // 0: to the end of the stream
                return in.limit();
            }
            at += length;
        }
        return (int) at;
    }

    /// @param at where the number of decomposition levels stands
    private static long precincts(ByteBuffer segment, byte style, int at, long[] area) throws UndecodableFrame {
        int levels = segment.get(at) & 0xFF;
        boolean given = (style & 1) == 1;
        if (levels > MOST_LEVELS || given && segment.remaining() < at + 5 + levels + 1) {
            throw new UndecodableFrame("the JPEG 2000 header gives " + levels + " decomposition levels");
        }
        long sum = 0;
        for (int r = 0; r <= levels; r++) {
            int exponents = given ? segment.get(at + 5 + r) & 0xFF : 0xFF;
            sum += across(area[0], area[2], levels - r, exponents & 15)
                    * across(area[1], area[3], levels - r, exponents >> 4);
        }
        return sum;
    }

    private static long across(long from, long to, int halvings, int exponent) {
        long first = divided(from, 1L << halvings);
        long end = divided(to, 1L << halvings);
        return end == first ? 0 : divided(end, 1L << exponent) - (first >> exponent);
    }

    private static long divided(long number, long by) {
        return (number + by - 1) / by;
    }

    /// Throws when the data set says something else, or `bytes` of stream cannot be all of it.
    void mustBe(FrameShape expected, long bytes) throws UndecodableFrame {
        if (rows != expected.rows() || columns != expected.columns() || components != expected.samplesPerPixel()) {
            throw new UndecodableFrame("the JPEG 2000 stream holds " + rows + " x " + columns + " x " + components
                    + ", the data set says " + expected.rows() + " x " + expected.columns() + " x "
                    + expected.samplesPerPixel());
        }
        if (precision > 31 || precision > expected.bitsAllocated()) {
            throw new UndecodableFrame("JPEG 2000 samples of " + precision + " bits in "
                    + expected.bitsAllocated() + " bits allocated");
        }
        if (tiles > 1 && (tiles > bytes / TILE_BYTES
                || tiles > Math.max(ALWAYS_TILES, (long) rows * columns / LEAST_TILE_SAMPLES))) {
            throw new UndecodableFrame("a JPEG 2000 stream of " + bytes + " bytes with " + tiles + " tiles");
        }
        if (packets > bytes) {
            throw new UndecodableFrame("a JPEG 2000 stream of " + bytes + " bytes with " + packets + " packets");
        }
    }
}
