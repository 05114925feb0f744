// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// JPEG 2000 (PS3.5 8.2.4, ISO/IEC 15444-1) of up to 16 bits, bare or in a JP2 file, in Java.
///
/// Everything the standard's part 1 allows but subsampled components and packed packet headers. A stream that
/// ends early is refused, not completed with nothing.
public final class Jpeg2000Decoder implements FrameDecoder {
    private static final int MOST_BITS = 16;
    /// Code-blocks without any bytes are believed up to here, and to so many for each byte.
    private static final long BLOCKS_ALWAYS = 1 << 16;
    private static final int BLOCKS_A_BYTE = 16;
    private static final int JP2_SIGNATURE = 0x6A50_2020;
    private static final int JP2_CODESTREAM = 0x6A70_3263;

    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var stream = new byte[frame.remaining()];
        frame.get(frame.position(), stream);
        var codestream = new Codestream(stream, start(ByteBuffer.wrap(stream)));
        codestream.begin();
        var size = codestream.size();
        approve(size, expected);
        codestream.readTiles();
        int bytesPerSample = size.precision() > 8 ? 2 : 1;
        var shape = new FrameShape(expected.rows(), expected.columns(), expected.samplesPerPixel(),
                8 * bytesPerSample, size.precision(), size.signed());
        var samples = new byte[(int) shape.bytes()];
        for (var entry : codestream.tiles().entrySet()) {
            tile(entry.getKey(), entry.getValue(), size, stream.length, samples);
        }
        return new RawFrame(shape, samples);
    }

    private static void approve(Codestream.Size size, FrameShape expected) throws UndecodableFrame {
        int columns = size.x1() - size.x0();
        int rows = size.y1() - size.y0();
        int components = size.depths().size();
        if (rows != expected.rows() || columns != expected.columns()
                || components != expected.samplesPerPixel()) {
            throw new UndecodableFrame("the JPEG 2000 stream holds " + rows + " x " + columns + " x "
                    + components + ", the data set says " + expected.rows() + " x " + expected.columns()
                    + " x " + expected.samplesPerPixel());
        }
        Codestream.require(size.precision() <= Math.min(MOST_BITS, expected.bitsAllocated()),
                size.precision() + " bits per sample, the data set allocates " + expected.bitsAllocated());
    }

    /// Where the codestream begins: at once, or in a box of a JP2 file (Annex I).
    private static int start(ByteBuffer stream) throws UndecodableFrame {
        if (stream.limit() < 12 || stream.getInt(4) != JP2_SIGNATURE) {
            return 0;
        }
        long at = 0;
        while (at + 8 <= stream.limit()) {
            long length = stream.getInt((int) at) & 0xFFFF_FFFFL;
            int header = length == 1 ? 16 : 8;
            if (stream.getInt((int) at + 4) == JP2_CODESTREAM) {
                return (int) at + header;
            }
            if (length == 1 && at + 16 <= stream.limit()) {
                length = stream.getLong((int) at + 8);
            }
            if (length < header || length > stream.limit()) {
                break;
            }
            at += length;
        }
        throw new UndecodableFrame("the JP2 file has no codestream");
    }

    private static void tile(int index, Tile tile, Codestream.Size size, int bytes, byte[] samples)
            throws UndecodableFrame {
        long left = size.tileX0() + (long) (index % size.tilesAcross()) * size.tileWidth();
        long top = size.tileY0() + (long) (index / size.tilesAcross()) * size.tileHeight();
        int x0 = (int) Math.max(left, size.x0());
        int y0 = (int) Math.max(top, size.y0());
        int x1 = (int) Math.min(left + size.tileWidth(), size.x1());
        int y1 = (int) Math.min(top + size.tileHeight(), size.y1());
        var stream = tile.stream();
        var components = new ArrayList<TileComponent>();
        for (int c = 0; c < size.depths().size(); c++) {
            components.add(TileComponent.of(tile, c, size.precision(), x0, y0, x1, y1, stream.length,
                    BLOCKS_ALWAYS + (long) BLOCKS_A_BYTE * bytes));
        }
        new Packets(tile, components).read();
        var planes = new ArrayList<float[]>();
        for (var component : components) {
            planes.add(component.samples(stream));
        }
        if (tile.transform()) {
            Codestream.require(planes.size() >= 3, "a colour transform of " + planes.size() + " components");
            Codestream.require(tile.coding(0).reversible() == tile.coding(1).reversible()
                    && tile.coding(0).reversible() == tile.coding(2).reversible(),
                    "a colour transform of different wavelets");
            untransform(planes, tile.coding(0).reversible());
        }
        write(planes, size, x1 - x0, (y0 - size.y0()) * (size.x1() - size.x0()) + x0 - size.x0(), samples);
    }

    /// Annex G.
    private static void untransform(List<float[]> planes, boolean reversible) {
        var first = planes.get(0);
        var second = planes.get(1);
        var third = planes.get(2);
        for (int i = 0; i < first.length; i++) {
            float y = first[i];
            float cb = second[i];
            float cr = third[i];
            if (reversible) {
                float green = y - ((int) (cb + cr) >> 2);
                first[i] = cr + green;
                second[i] = green;
                third[i] = cb + green;
            } else {
                first[i] = y + 1.402f * cr;
                second[i] = y - 0.34413f * cb - 0.71414f * cr;
                third[i] = y + 1.772f * cb;
            }
        }
    }

    /// Shifts the level of unsigned samples (G.1), rounds and clamps.
    ///
    /// @param from pixel of the image at which the tile begins
    private static void write(List<float[]> planes, Codestream.Size size, int width, int from, byte[] samples) {
        int columns = size.x1() - size.x0();
        int half = 1 << size.precision() - 1;
        int shift = size.signed() ? 0 : half;
        int least = size.signed() ? -half : 0;
        int bytesPerSample = size.precision() > 8 ? 2 : 1;
        int step = planes.size() * bytesPerSample;
        for (int c = 0; c < planes.size(); c++) {
            var plane = planes.get(c);
            for (int i = 0; i < plane.length; i += width) {
                int at = (from + i / width * columns) * step + c * bytesPerSample;
                for (int x = i; x < i + width; x++, at += step) {
                    int level = Math.clamp((int) Math.rint(plane[x]) + shift, least, least + 2 * half - 1);
                    samples[at] = (byte) level;
                    if (bytesPerSample == 2) {
                        samples[at + 1] = (byte) (level >> 8);
                    }
                }
            }
        }
    }
}
