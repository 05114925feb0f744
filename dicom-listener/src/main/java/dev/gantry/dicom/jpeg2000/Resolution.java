// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import java.util.ArrayList;
import java.util.List;

/// One resolution of a tile-component: its bands, cut into precincts and code-blocks (ISO/IEC 15444-1 B.5 to
/// B.7).
///
/// @param x0 in the resolution's own coordinates, like the rest
record Resolution(int x0, int y0, int x1, int y1, List<Band> bands, List<Precinct> precincts) {

    /// Blocks of all bands whose packets come together.
    ///
    /// @param x      on the reference grid: where a progression by position meets it, as is `y`
    /// @param groups by band
    record Precinct(long x, long y, List<Group> groups) {}

    /// The blocks of one band in one precinct, row by row.
    record Group(int columns, List<Block> blocks, TagTree inclusion, TagTree zeroPlanes) {
        int rows() {
            return columns == 0 ? 0 : blocks.size() / columns;
        }
    }

    int width() {
        return x1 - x0;
    }

    int height() {
        return y1 - y0;
    }

    static int ceil(long n, int shift) {
        return (int) -(-n >> shift);
    }

    static int precincts(int from, int to, int shift) {
        return to > from ? ceil(to, shift) - (from >> shift) : 0;
    }

    /// Cuts bands into precincts.
    ///
    /// @param index     of the resolution, 0 for the lowest
    /// @param component where the tile-component begins
    static List<Precinct> precincts(
            int x0, int y0, int x1, int y1, List<Band> bands, Coding coding, int index, int[] component) {
        int wide = coding.precinctWidth(index);
        int high = coding.precinctHeight(index);
        int up = coding.levels() - index;
        int columns = precincts(x0, x1, wide);
        int rows = precincts(y0, y1, high);
        var precincts = new ArrayList<Precinct>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                long x = (long) (x0 >> wide) + column << wide;
                long y = (long) (y0 >> high) + row << high;
                int less = index == 0 ? 0 : 1;
                var groups = bands.stream()
                        .map(band -> group(band, x >> less, y >> less, wide - less, high - less, coding))
                        .toList();
                precincts.add(new Precinct(
                        Math.max(component[0], x << up), Math.max(component[1], y << up), groups));
            }
        }
        return precincts;
    }

    private static Group group(Band band, long x, long y, int wide, int high, Coding coding) {
        int x0 = (int) Math.max(band.x0(), x);
        int y0 = (int) Math.max(band.y0(), y);
        int x1 = (int) Math.min(band.x1(), x + (1L << wide));
        int y1 = (int) Math.min(band.y1(), y + (1L << high));
        var blocks = new ArrayList<Block>();
        if (x0 >= x1 || y0 >= y1) {
            return new Group(0, blocks, new TagTree(1, 1), new TagTree(1, 1));
        }
        int width = Math.min(coding.blockWidth(), wide);
        int height = Math.min(coding.blockHeight(), high);
        for (int row = y0 >> height; row < ceil(y1, height); row++) {
            for (int column = x0 >> width; column < ceil(x1, width); column++) {
                int left = Math.max(x0, column << width);
                int top = Math.max(y0, row << height);
                blocks.add(new Block(
                        left - band.x0() + band.atX(),
                        top - band.y0() + band.atY(),
                        Math.min(x1, column + 1 << width) - left,
                        Math.min(y1, row + 1 << height) - top));
            }
        }
        int columns = ceil(x1, width) - (x0 >> width);
        int rows = blocks.size() / columns;
        return new Group(columns, blocks, new TagTree(columns, rows), new TagTree(columns, rows));
    }
}
