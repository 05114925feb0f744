// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.frame.UndecodableFrame;
import java.util.ArrayList;
import java.util.List;

/// The resolutions of one component of one tile, and how they become samples again.
///
/// @param index     of the component
/// @param precision bits per sample
/// @param shift     of a region of interest (ISO/IEC 15444-1 Annex H); 0 for none
record TileComponent(
        int index, int precision, Coding coding, Quantization quantization, int shift, List<Resolution> resolutions) {
    /// Magnitudes of more bits do not fit what follows.
    private static final int MOST_PLANES = 29;

    /// Cuts a tile up, once it is known that the pieces are no more than `mostPrecincts` and `mostBlocks`.
    static TileComponent of(
            Tile tile, int index, int precision, int x0, int y0, int x1, int y1, long mostPrecincts,
            long mostBlocks) throws UndecodableFrame {
        var coding = tile.coding(index);
        var quantization = tile.quantization(index);
        int levels = coding.levels();
        Codestream.require(quantization.covers(3 * levels + 1), "too few quantization steps");
        var resolutions = new ArrayList<Resolution>();
        long precincts = 0;
        for (int r = 0; r <= levels; r++) {
            int up = levels - r;
            int left = Resolution.ceil(x0, up);
            int top = Resolution.ceil(y0, up);
            int right = Resolution.ceil(x1, up);
            int bottom = Resolution.ceil(y1, up);
            precincts += (long) Resolution.precincts(left, right, coding.precinctWidth(r))
                    * Resolution.precincts(top, bottom, coding.precinctHeight(r));
            Codestream.require(precincts <= mostPrecincts, "fewer bytes than packets");
            Codestream.require(blocks(right - left, bottom - top, coding, r) <= mostBlocks,
                    "too many code-blocks for its bytes");
            var bands = bands(tile, index, precision, r, new int[] {x0, y0, x1, y1});
            resolutions.add(new Resolution(left, top, right, bottom, bands, Resolution.precincts(
                    left, top, right, bottom, bands, coding, r, new int[] {x0, y0})));
        }
        return new TileComponent(index, precision, coding, quantization, tile.shift(index), resolutions);
    }

    /// An upper limit.
    private static long blocks(int width, int height, Coding coding, int resolution) {
        int less = resolution == 0 ? 0 : 1;
        int wide = Math.min(coding.blockWidth(), coding.precinctWidth(resolution) - less);
        int high = Math.min(coding.blockHeight(), coding.precinctHeight(resolution) - less);
        return ((long) (width >> wide) + 2) * ((height >> high) + 2);
    }

    private static List<Band> bands(Tile tile, int index, int precision, int r, int[] area)
            throws UndecodableFrame {
        int levels = tile.coding(index).levels();
        if (r == 0) {
            return List.of(band(tile, index, precision, Band.LL, levels, 0, area));
        }
        int level = levels - r + 1;
        int number = 3 * r - 2;
        return List.of(
                band(tile, index, precision, Band.HL, level, number, area),
                band(tile, index, precision, Band.LH, level, number + 1, area),
                band(tile, index, precision, Band.HH, level, number + 2, area));
    }

    private static Band band(
            Tile tile, int index, int precision, int kind, int level, int number, int[] area)
            throws UndecodableFrame {
        var quantization = tile.quantization(index);
        var coding = tile.coding(index);
        int lowest = kind == Band.LL ? 0 : coding.levels() - level;
        int planes = quantization.guardBits() + quantization.exponent(number, lowest) - 1 + tile.shift(index);
        Codestream.require(planes <= MOST_PLANES, "coefficients of " + planes + " bits");
        long right = kind == Band.HL || kind == Band.HH ? 1L << level - 1 : 0;
        long down = kind == Band.LH || kind == Band.HH ? 1L << level - 1 : 0;
        int gain = kind == Band.LL ? 0 : kind == Band.HH ? 2 : 1;
        return new Band(
                kind,
                Resolution.ceil(area[0] - right, level),
                Resolution.ceil(area[1] - down, level),
                Resolution.ceil(area[2] - right, level),
                Resolution.ceil(area[3] - down, level),
                right == 0 ? 0 : Resolution.ceil(area[2], level) - Resolution.ceil(area[0], level),
                down == 0 ? 0 : Resolution.ceil(area[3], level) - Resolution.ceil(area[1], level),
                planes,
                coding.reversible() ? 1 : quantization.step(number, lowest, precision + gain));
    }

    int width() {
        return resolutions.getLast().width();
    }

    int height() {
        return resolutions.getLast().height();
    }

    /// Samples row by row, before component transform and level shift.
    float[] samples(byte[] stream) throws UndecodableFrame {
        var plane = new float[width() * height()];
        var decoder = new BlockDecoder();
        for (var resolution : resolutions) {
            for (var precinct : resolution.precincts()) {
                for (int i = 0; i < resolution.bands().size(); i++) {
                    for (var block : precinct.groups().get(i).blocks()) {
                        if (block.passes() > 0) {
                            decoder.decode(block, resolution.bands().get(i), coding, stream);
                            place(decoder, block, resolution.bands().get(i), plane);
                        }
                    }
                }
            }
        }
        var wavelet = new Wavelet(plane, width(), coding.reversible(), Math.max(width(), height()));
        for (var resolution : resolutions.subList(1, resolutions.size())) {
            wavelet.up(resolution.width(), resolution.height(), (resolution.x0() & 1) == 1,
                    (resolution.y0() & 1) == 1);
        }
        return plane;
    }

    private void place(BlockDecoder decoder, Block block, Band band, float[] plane) {
        float half = band.step() / 2;
        for (int y = 0, from = 0; y < block.height(); y++) {
            int to = (block.y() + y) * width() + block.x();
            for (int x = 0; x < block.width(); x++, from++, to++) {
                int twice = decoder.twiceMagnitude(from);
                if (shift > 0 && twice >>> 1 >= 1 << shift) {
                    twice >>= shift;
                }
                float magnitude = coding.reversible() ? twice >> 1 : twice * half;
                plane[to] = decoder.negative(from) ? -magnitude : magnitude;
            }
        }
    }
}
