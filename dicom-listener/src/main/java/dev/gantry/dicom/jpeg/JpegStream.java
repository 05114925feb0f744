// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.jpeg.JpegPicture.Component;
import dev.gantry.dicom.jpeg.JpegScan.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Walks the marker segments of one JPEG stream (ISO/IEC 10918-1 Annex B) until each component was in a scan.
final class JpegStream {
    private static final int SOF_BASELINE = 0xC0;
    private static final int SOF_EXTENDED = 0xC1;
    private static final int SOF_LOSSLESS = 0xC3;
    private static final int DHT = 0xC4;
    private static final int SOF_LAST = 0xCF;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DQT = 0xDB;
    private static final int DRI = 0xDD;
    private static final int TABLES = 4;
    /// Whole MCUs may hold so many times the samples of the picture.
    private static final int MOST_FROM_MCUS = 4;
    private static final int MCU_SAMPLES = 1 << 16;

    private final byte[] stream;
    private final FrameShape expected;
    private final HuffmanTable[] dc = new HuffmanTable[TABLES];
    private final HuffmanTable[] ac = new HuffmanTable[TABLES];
    private final int[][] quantization = new int[TABLES][];
    private final Set<Integer> decoded = new HashSet<>();
    private int restartInterval;
    private int at;

    JpegStream(byte[] stream, FrameShape expected) {
        this.stream = stream;
        this.expected = expected;
    }

    JpegPicture picture() throws UndecodableFrame {
        if (stream.length < 4 || marker() != SOI) {
            throw new UndecodableFrame("the frame is no JPEG stream");
        }
        var picture = header();
        while (decoded.size() < picture.components().size()) {
            int marker = marker();
            if (marker == SOS) {
                scan(picture);
            } else if (marker == EOI || isFrameHeader(marker)) {
                throw new UndecodableFrame("the JPEG stream has no scan of some component");
            } else {
                tables(marker);
            }
        }
        return picture;
    }

    /// Everything up to the frame header.
    private JpegPicture header() throws UndecodableFrame {
        while (true) {
            int marker = marker();
            switch (marker) {
                case SOF_BASELINE, SOF_EXTENDED, SOF_LOSSLESS -> {
                    return frameHeader(marker == SOF_LOSSLESS);
                }
                case SOS, EOI -> throw new UndecodableFrame("the JPEG stream has no frame header");
                default -> {
                    if (isFrameHeader(marker)) {
                        throw new UndecodableFrame("the JPEG stream is of a process that DICOM does not use "
                                + "(SOF" + (marker - SOF_BASELINE) + ")");
                    }
                    tables(marker);
                }
            }
        }
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= SOF_BASELINE && marker <= SOF_LAST && marker != DHT && marker != 0xC8 && marker != 0xCC;
    }

    /// The next marker; what stands before it is skipped.
    private int marker() throws UndecodableFrame {
        while (at + 1 < stream.length) {
            int code = stream[at + 1] & 0xFF;
            if ((stream[at] & 0xFF) == 0xFF && code != 0 && code != 0xFF) {
                at += 2;
                return code;
            }
            at++;
        }
        throw new UndecodableFrame("the JPEG stream ends before its picture is complete");
    }

    /// Where the segment ends that begins here.
    private int segmentEnd() throws UndecodableFrame {
        int end = at + 2 <= stream.length ? at + u16(at) : Integer.MAX_VALUE;
        if (end > stream.length || end < at + 2) {
            throw new UndecodableFrame("a segment of the JPEG stream is longer than the stream");
        }
        at += 2;
        return end;
    }

    private int u8(int index) {
        return stream[index] & 0xFF;
    }

    private int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }

    private static void require(boolean holds, String otherwise) throws UndecodableFrame {
        if (!holds) {
            throw new UndecodableFrame("the JPEG stream has " + otherwise);
        }
    }

    private void tables(int marker) throws UndecodableFrame {
        if (marker >= 0xD0 && marker <= SOI || marker == 1) {
            return; // stands alone
        }
        int end = segmentEnd();
        switch (marker) {
            case DHT -> huffman(end);
            case DQT -> quantization(end);
            case DRI -> {
                require(end - at == 2, "a restart interval of a wrong length");
                restartInterval = u16(at);
            }
            default -> { /* application data, comment */ }
        }
        at = end;
    }

    private void huffman(int end) throws UndecodableFrame {
        while (at < end) {
            require(end - at > HuffmanTable.MAX_LENGTH, "a Huffman table that is cut off");
            int kind = u8(at) >> 4;
            int index = u8(at) & 15;
            var counts = new int[HuffmanTable.MAX_LENGTH];
            int total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] = u8(at + 1 + i);
                total += counts[i];
            }
            at += 1 + counts.length;
            require(kind < 2 && index < TABLES && total <= 256 && total <= end - at, "a broken Huffman table");
            var symbols = new byte[total];
            System.arraycopy(stream, at, symbols, 0, total);
            at += total;
            (kind == 0 ? dc : ac)[index] = new HuffmanTable(counts, symbols);
        }
    }

    private void quantization(int end) throws UndecodableFrame {
        while (at < end) {
            int bytes = u8(at) >> 4 == 0 ? 1 : 2;
            int index = u8(at) & 15;
            require(index < TABLES && end - at > 64 * bytes, "a broken quantization table");
            at++;
            quantization[index] = new int[64];
            for (int i = 0; i < 64; i++, at += bytes) {
                quantization[index][i] = bytes == 1 ? u8(at) : u16(at);
            }
        }
    }

    private JpegPicture frameHeader(boolean lossless) throws UndecodableFrame {
        int end = segmentEnd();
        require(end - at >= 6 && end - at == 6 + 3 * u8(at + 5), "a frame header of a wrong length");
        int precision = u8(at);
        int rows = u16(at + 1) == 0 ? expected.rows() : u16(at + 1); // 0: told behind the first scan (B.2.5)
        int columns = u16(at + 3);
        int count = u8(at + 5);
        require(lossless ? precision >= 2 && precision <= 16 : precision == 8 || precision == 12,
                precision + " bits per sample");
        if (rows != expected.rows() || columns != expected.columns() || count != expected.samplesPerPixel()) {
            throw new UndecodableFrame("the JPEG stream holds " + rows + " x " + columns + " x " + count
                    + ", the data set says " + expected.rows() + " x " + expected.columns() + " x "
                    + expected.samplesPerPixel());
        }
        require(precision <= expected.bitsAllocated(), precision + " bits per sample, the data set allocates "
                + expected.bitsAllocated());
        at += 6;
        var picture = picture(lossless, precision, rows, columns, count);
        at = end;
        return picture;
    }

    private JpegPicture picture(boolean lossless, int precision, int rows, int columns, int count)
            throws UndecodableFrame {
        int mostHorizontal = 1;
        int mostVertical = 1;
        for (int i = 0; i < count; i++) {
            int horizontal = u8(at + 3 * i + 1) >> 4;
            int vertical = u8(at + 3 * i + 1) & 15;
            require(horizontal >= 1 && horizontal <= 4 && vertical >= 1 && vertical <= 4, "broken sampling factors");
            mostHorizontal = Math.max(mostHorizontal, horizontal);
            mostVertical = Math.max(mostVertical, vertical);
        }
        int unit = lossless ? 1 : JpegPicture.BLOCK;
        int wide = JpegPicture.ceil(columns, unit * mostHorizontal);
        int high = JpegPicture.ceil(rows, unit * mostVertical);
        long units = 0;
        for (int i = 0; i < count; i++) {
            units += (long) wide * high * (u8(at + 3 * i + 1) >> 4) * (u8(at + 3 * i + 1) & 15);
        }
        // The shortest code is a bit; a block needs two (F.1.2).
        require(units * (lossless ? 1 : 2) <= 8L * stream.length, "too few bytes for its picture");
        require(units * unit * unit <= MOST_FROM_MCUS * expected.bytes() + MCU_SAMPLES,
                "MCUs much larger than its picture");
        var components = new ArrayList<Component>();
        for (int i = 0; i < count; i++) {
            components.add(component(at + 3 * i, unit, wide, high, mostHorizontal, mostVertical, rows, columns));
        }
        require(!lossless || count == 1 || mostHorizontal * mostVertical == 1, "lossless subsampled components");
        return new JpegPicture(lossless, precision, rows, columns, List.copyOf(components));
    }

    private Component component(int at, int unit, int wide, int high, int mostHorizontal, int mostVertical,
            int rows, int columns) throws UndecodableFrame {
        int horizontal = u8(at + 1) >> 4;
        int vertical = u8(at + 1) & 15;
        require(mostHorizontal % horizontal == 0 && mostVertical % vertical == 0 && u8(at + 2) < TABLES,
                "sampling factors that are no multiples of each other");
        int stride = wide * horizontal * unit;
        return new Component(
                u8(at),
                horizontal,
                vertical,
                u8(at + 2),
                JpegPicture.ceil(columns * horizontal, mostHorizontal),
                JpegPicture.ceil(rows * vertical, mostVertical),
                stride,
                new short[stride * high * vertical * unit]);
    }

    private void scan(JpegPicture picture) throws UndecodableFrame {
        int end = segmentEnd();
        int count = end > at ? u8(at) : 0;
        require(count >= 1 && count <= picture.components().size() && end - at == 4 + 2 * count,
                "a scan header of a wrong length");
        var channels = new ArrayList<Channel>();
        for (int i = 0; i < count; i++) {
            channels.add(channel(picture, u8(at + 1 + 2 * i), u8(at + 2 + 2 * i)));
        }
        var scan = new JpegScan(List.copyOf(channels), u8(end - 3), u8(end - 1) & 15, restartInterval);
        var bits = new EntropyBits(stream, end);
        if (picture.lossless()) {
            require(scan.first() >= 1 && scan.first() <= 7, "no predictor " + scan.first());
            require(scan.shift() < picture.precision(), "a point transform of " + scan.shift() + " bits");
            new LosslessScan(picture, scan, bits).decode();
        } else {
            new DctScan(picture, scan, bits).decode();
        }
        at = bits.at();
    }

    private Channel channel(JpegPicture picture, int id, int tables) throws UndecodableFrame {
        var component = picture.components().stream().filter(each -> each.id() == id && !decoded.contains(
                picture.components().indexOf(each))).findFirst();
        require(component.isPresent(), "a scan of an unknown component, or of one twice");
        decoded.add(picture.components().indexOf(component.get()));
        int forDc = tables >> 4;
        int forAc = tables & 15;
        var quantizers = quantization[component.get().table()];
        require(forDc < TABLES && dc[forDc] != null
                && (picture.lossless() || forAc < TABLES && ac[forAc] != null && quantizers != null),
                "a scan whose tables are missing");
        return new Channel(component.get(), dc[forDc], picture.lossless() ? dc[forDc] : ac[forAc],
                picture.lossless() ? new int[0] : quantizers);
    }
}
