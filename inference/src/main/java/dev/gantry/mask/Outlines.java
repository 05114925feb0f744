// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Walks around shapes on the edges of their cells, the shape on the right hand: clockwise as seen on the
/// screen, where rows go down. Cells that only share a corner are one shape.
///
/// On edges, not through the middles of border cells (Moore): so the polygon's area is the cells' area, and a
/// single cell is a square.
final class Outlines {
    private static final int[] ACROSS = {1, 0, -1, 0};
    private static final int[] DOWN = {0, 1, 0, -1};
    /// Edges that are told of, holes included.
    static final int MOST = 8;

    private final BitSet cells;
    private final BitSet walked = new BitSet();
    private final int columns;
    private final int rows;
    private int[] corners = new int[64];
    private int length;

    /// @param cells row by row, of a picture of `columns` x `rows`
    Outlines(BitSet cells, int columns, int rows) {
        this.cells = cells;
        this.columns = columns;
        this.rows = rows;
    }

    private record Ring(int[] corners, long area) {}

    /// The corners of the edges: column and row one after the other, beginning at the left end of an uppermost edge
    /// of cells; holes are walked around the other way. Those around most come first, of equals the one that begins
    /// first: so the first is the outer edge of the largest connected shape. Empty without cells.
    List<int[]> largest() {
        var largest = new ArrayList<Ring>();
        for (int cell = cells.nextSetBit(0); cell >= 0; cell = cells.nextSetBit(cell + 1)) {
            if (!walked.get(cell) && !set(cell % columns, cell / columns - 1)) {
                walk(cell % columns, cell / columns);
                long area = Math.abs(twiceTheArea());
                if (largest.size() < MOST || area > largest.getLast().area()) {
                    largest.add(new Ring(Arrays.copyOf(corners, length), area));
                    largest.sort(Comparator.comparingLong(Ring::area).reversed()); // stable
                    largest.subList(Math.min(MOST, largest.size()), largest.size()).clear();
                }
            }
        }
        return largest.stream().map(Ring::corners).toList();
    }

    private boolean set(int column, int row) {
        return column >= 0 && column < columns && row >= 0 && row < rows && cells.get(row * columns + column);
    }

    private void walk(int startColumn, int startRow) {
        int x = startColumn;
        int y = startRow;
        int direction = 0;
        length = 0;
        corner(x, y);
        do {
            if (direction == 0) {
                walked.set(y * columns + x);
            }
            x += ACROSS[direction];
            y += DOWN[direction];
            int turn = turn(x, y, direction);
            if (turn != 0) {
                direction = (direction + turn + 4) % 4;
                corner(x, y);
            }
        } while (x != startColumn || y != startRow || direction != 0);
        length -= 2; // the start came again
    }

    /// -1 to the left, 0 straight on, 1 to the right.
    private int turn(int x, int y, int direction) {
        int right = (direction + 1) % 4;
        int left = (direction + 3) % 4;
        if (ahead(x, y, direction, left)) {
            return -1;
        }
        return ahead(x, y, direction, right) ? 0 : 1;
    }

    /// The cell beyond a corner, ahead and on one side.
    private boolean ahead(int x, int y, int direction, int side) {
        return set(
                x + (ACROSS[direction] + ACROSS[side] - 1) / 2,
                y + (DOWN[direction] + DOWN[side] - 1) / 2);
    }

    private void corner(int x, int y) {
        if (length == corners.length) {
            corners = Arrays.copyOf(corners, 2 * length);
        }
        corners[length++] = x;
        corners[length++] = y;
    }

    /// Below 0 around a hole.
    private long twiceTheArea() {
        long area = 0;
        for (int i = 0; i < length; i += 2) {
            int next = (i + 2) % length;
            area += (long) corners[i] * corners[next + 1] - (long) corners[next] * corners[i + 1];
        }
        return area;
    }
}
