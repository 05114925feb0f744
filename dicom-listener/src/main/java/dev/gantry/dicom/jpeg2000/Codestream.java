// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.frame.UndecodableFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The headers of one JPEG 2000 codestream and the bytes of its tiles (ISO/IEC 15444-1 Annex A).
final class Codestream {
    private static final int SOC = 0xFF4F;
    private static final int CAP = 0xFF50;
    private static final int SIZ = 0xFF51;
    private static final int COD = 0xFF52;
    private static final int COC = 0xFF53;
    private static final int QCD = 0xFF5C;
    private static final int QCC = 0xFF5D;
    private static final int RGN = 0xFF5E;
    private static final int POC = 0xFF5F;
    private static final int PPM = 0xFF60;
    private static final int PPT = 0xFF61;
    private static final int SOT = 0xFF90;
    private static final int SOD = 0xFF93;
    private static final int EOC = 0xFFD9;
    private static final int TILE_PART_BYTES = 12;
    private static final int MOST_COMPONENTS = 4;
    private static final int MOST_LEVELS = 32;
    private static final int MOST_PROGRESSIONS = 32;
    private static final int WHOLE_PRECINCT = 0xFF;

    private final byte[] stream;
    private final SortedMap<Integer, Tile> tiles = new TreeMap<>();
    private Size size = new Size(0, 0, 0, 0, 0, 0, 0, 0, List.of());
    private int at;

    /// Of the image and its tiles on the reference grid (A.5.1).
    record Size(int x0, int y0, int x1, int y1, int tileX0, int tileY0, int tileWidth, int tileHeight,
            List<Integer> depths) {
        int tilesAcross() {
            return (int) Math.ceilDiv((long) x1 - tileX0, tileWidth);
        }

        int tilesDown() {
            return (int) Math.ceilDiv((long) y1 - tileY0, tileHeight);
        }

        int precision() {
            return (depths.getFirst() & 0x7F) + 1;
        }

        boolean signed() {
            return (depths.getFirst() & 0x80) != 0;
        }
    }

    Codestream(byte[] stream, int from) {
        this.stream = stream;
        this.at = from;
    }

    static void require(boolean holds, String otherwise) throws UndecodableFrame {
        if (!holds) {
            throw new UndecodableFrame("the JPEG 2000 stream has " + otherwise);
        }
    }

    Size size() {
        return size;
    }

    /// By number; all there are.
    SortedMap<Integer, Tile> tiles() {
        return tiles;
    }

    private int u8(int index) {
        return stream[index] & 0xFF;
    }

    private int u16(int index) {
        return u8(index) << 8 | u8(index + 1);
    }

    private int u32(int index) throws UndecodableFrame {
        int value = u16(index) << 16 | u16(index + 2);
        require(value >= 0, "a size of more than 31 bits");
        return value;
    }

    private void need(int bytes) throws UndecodableFrame {
        require(bytes <= stream.length - at, "no end: it is cut off");
    }

    /// Reads the size, which comes first; nothing else is looked at before it is approved.
    void begin() throws UndecodableFrame {
        need(6);
        require(u16(at) == SOC && u16(at + 2) == SIZ, "no size at its beginning");
        at += 4;
        int end = segmentEnd();
        require(end - at >= 36, "a size that is cut off");
        int components = u16(at + 34);
        require(components >= 1 && components <= MOST_COMPONENTS, components + " components");
        require(end - at == 36 + 3 * components, "a size of a wrong length");
        var depths = new ArrayList<Integer>();
        for (int c = 0; c < components; c++) {
            depths.add(u8(at + 36 + 3 * c));
            require(u8(at + 37 + 3 * c) == 1 && u8(at + 38 + 3 * c) == 1, "subsampled components");
        }
        require(depths.stream().distinct().count() == 1, "components of different depths");
        size = new Size(u32(at + 10), u32(at + 14), u32(at + 2), u32(at + 6), u32(at + 26), u32(at + 30),
                u32(at + 18), u32(at + 22), List.copyOf(depths));
        require(size.x0() < size.x1() && size.y0() < size.y1() && size.tileWidth() > 0 && size.tileHeight() > 0
                && size.tileX0() <= size.x0() && size.tileY0() <= size.y0()
                && (long) size.tileX0() + size.tileWidth() > size.x0()
                && (long) size.tileY0() + size.tileHeight() > size.y0(), "an impossible size");
        at = end;
    }

    /// Where the marker segment ends that begins here.
    private int segmentEnd() throws UndecodableFrame {
        need(2);
        int end = at + u16(at);
        require(end >= at + 2 && end <= stream.length, "a segment that is cut off");
        at += 2;
        return end;
    }

    /// Everything behind the size.
    void readTiles() throws UndecodableFrame {
        var main = new Tile(size.depths().size());
        segments(main, SOT);
        for (var coding : main.coding) {
            require(coding != null, "no coding style");
        }
        for (var quantization : main.quantization) {
            require(quantization != null, "no quantization");
        }
        long count = (long) size.tilesAcross() * size.tilesDown();
        require(count <= 0xFFFF, count + " tiles");
        // Some writers leave out the marker at the end.
        while (at + 2 <= stream.length && u16(at) == SOT) {
            tilePart(main, (int) count);
        }
        require(tiles.size() == count, tiles.size() + " of " + count + " tiles");
    }

    private void tilePart(Tile main, int count) throws UndecodableFrame {
        int start = at;
        need(TILE_PART_BYTES);
        require(u16(at + 2) == 10, "a tile-part header of a wrong length");
        int index = u16(at + 4);
        long length = u32(at + 6);
        require(index < count, "a tile " + index + " of " + count);
        at += TILE_PART_BYTES;
        var tile = tiles.computeIfAbsent(index, _ -> new Tile(main));
        segments(tile, SOD);
        at += 2;
        int end = length == 0 ? endOfLast() : (int) Math.min(start + length, stream.length);
        require(end >= at, "a tile-part shorter than its header");
        tile.bytes.write(stream, at, end - at);
        at = end;
    }

    private int endOfLast() {
        return stream.length - at >= 2 && u16(stream.length - 2) == EOC ? stream.length - 2 : stream.length;
    }

    private void segments(Tile tile, int last) throws UndecodableFrame {
        while (true) {
            need(2);
            int marker = u16(at);
            if (marker == last) {
                return;
            }
            at += 2;
            int end = segmentEnd();
            switch (marker) {
                case COD -> codingStyle(tile, end);
                case COC -> {
                    require(end - at >= 7, "a coding style that is cut off");
                    int component = component(u8(at));
                    tile.coding[component] = coding(at + 2, end, (u8(at + 1) & 1) != 0);
                    tile.codingOwn[component] = true;
                }
                case QCD -> fill(tile.quantization, tile.quantizationOwn, quantization(at, end));
                case QCC -> {
                    require(end - at >= 2, "a quantization that is cut off");
                    int component = component(u8(at));
                    tile.quantization[component] = quantization(at + 1, end);
                    tile.quantizationOwn[component] = true;
                }
                case RGN -> {
                    require(end - at == 3 && u8(at + 2) < 32, "a broken region of interest");
                    tile.shifts[component(u8(at))] = u8(at + 2);
                }
                case POC -> tile.changes = progressions(end);
                case CAP -> throw new UndecodableFrame("the stream is High-Throughput JPEG 2000 under "
                        + "the transfer syntax of JPEG 2000");
                case PPM, PPT -> throw new UndecodableFrame(
                        "packed packet headers of JPEG 2000 are not decoded");
                default -> require(marker >= 0xFF50 && marker <= 0xFF7F, "no tile where one should begin");
            }
            at = end;
        }
    }

    private int component(int index) throws UndecodableFrame {
        require(index < size.depths().size(), "no component " + index);
        return index;
    }

    private static <T> void fill(T[] all, boolean[] own, T value) {
        for (int i = 0; i < all.length; i++) {
            if (!own[i]) {
                all[i] = value;
            }
        }
    }

    private void codingStyle(Tile tile, int end) throws UndecodableFrame {
        require(end - at >= 10, "a coding style that is cut off");
        tile.style = u8(at);
        tile.order = u8(at + 1);
        tile.layers = u16(at + 2);
        tile.transform = u8(at + 4) == 1;
        require(tile.order <= 4 && tile.layers >= 1, "a broken coding style");
        fill(tile.coding, tile.codingOwn, coding(at + 5, end, (tile.style & 1) != 0));
    }

    private Coding coding(int from, int end, boolean ownPrecincts) throws UndecodableFrame {
        int levels = u8(from);
        int width = (u8(from + 1) & 15) + 2;
        int height = (u8(from + 2) & 15) + 2;
        require(levels <= MOST_LEVELS && width <= 10 && height <= 10 && width + height <= 12,
                "a broken coding style");
        require((u8(from + 3) & 0x40) == 0, "code-blocks of High-Throughput JPEG 2000");
        require(!ownPrecincts || end - from >= 6 + levels, "a coding style that is cut off");
        var precincts = new int[levels + 1];
        Arrays.fill(precincts, WHOLE_PRECINCT);
        for (int r = 0; ownPrecincts && r <= levels; r++) {
            precincts[r] = u8(from + 5 + r);
            require(r == 0 || (precincts[r] & 15) > 0 && precincts[r] >> 4 > 0, "empty precincts");
        }
        return new Coding(levels, width, height, u8(from + 3), u8(from + 4) == 1, precincts);
    }

    private Quantization quantization(int from, int end) throws UndecodableFrame {
        int style = u8(from) & 31;
        int bytes = style == 0 ? 1 : 2;
        require(style <= 2 && end - from > bytes, "a broken quantization");
        var steps = new int[(end - from - 1) / bytes];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = bytes == 1 ? u8(from + 1 + i) >> 3 : u16(from + 1 + 2 * i);
        }
        return new Quantization(style, u8(from) >> 5, steps);
    }

    private List<Tile.Progression> progressions(int end) throws UndecodableFrame {
        int count = (end - at) / 7;
        require((end - at) % 7 == 0 && count <= MOST_PROGRESSIONS, "a broken order of progression");
        var all = new ArrayList<Tile.Progression>();
        for (int i = 0; i < count; i++) {
            int from = at + 7 * i;
            int lastComponent = u8(from + 5) == 0 ? MOST_COMPONENTS : u8(from + 5);
            require(u8(from + 6) <= 4, "a broken order of progression");
            all.add(new Tile.Progression(u8(from + 6), u16(from + 2), u8(from), u8(from + 4), u8(from + 1),
                    lastComponent));
        }
        return List.copyOf(all);
    }
}
