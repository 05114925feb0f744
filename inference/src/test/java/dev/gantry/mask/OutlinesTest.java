// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.output.Region.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlinesTest {
    private static int[] around(String... rows) {
        var cells = new BitSet();
        int columns = rows[0].length();
        for (int i = 0; i < rows.length * columns; i++) {
            cells.set(i, rows[i / columns].charAt(i % columns) == '#');
        }
        return new Outlines(cells, columns, rows.length).largest();
    }

    @Test
    void walksAroundOneCell() {
        assertThat(around("...", ".#.", "...")).containsExactly(1, 1, 2, 1, 2, 2, 1, 2);
    }

    @Test
    void walksAroundCellsThatShareACorner() {
        assertThat(around("#.", ".#")).containsExactly(0, 0, 1, 0, 1, 1, 2, 1, 2, 2, 1, 2, 1, 1, 0, 1);
        assertThat(around(".#", "#.")).containsExactly(1, 0, 2, 0, 2, 1, 1, 1, 1, 2, 0, 2, 0, 1, 1, 1);
    }

    @Test
    void leavesHolesAndSmallerPiecesOut() {
        assertThat(around("#.....", "..###.", "..#.#.", "..###.")).containsExactly(2, 1, 5, 1, 5, 4, 2, 4);
    }

    @Test
    void hasNothingToWalkAroundWithoutCells() {
        assertThat(around("...", "...")).isEmpty();
    }

    /// The outer edge alone holds the filled shape: so the polygon's area is that of all cells it encloses.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void enclosesExactlyTheCells(long seed) {
        var random = new Random(seed);
        var cells = new BitSet();
        // A pile of columns from the floor up: connected and without holes.
        int size = 30;
        int expected = 0;
        for (int x = 0; x < size; x++) {
            int height = 1 + random.nextInt(size - 1);
            expected += height;
            for (int y = size - height; y < size; y++) {
                cells.set(y * size + x);
            }
        }

        var corners = new Outlines(cells, size, size).largest();

        long twice = 0;
        for (int i = 0; i < corners.length; i += 2) {
            int next = (i + 2) % corners.length;
            twice += (long) corners[i] * corners[next + 1] - (long) corners[next] * corners[i + 1];
        }
        assertThat(twice).as("seed " + seed).isEqualTo(2L * expected);
    }

    @Test
    void keepsRectanglesWhenItSimplifies() {
        for (var corners : List.of(
                new int[] {0, 0, 1, 0, 1, 1, 0, 1}, new int[] {3, 2, 90, 2, 90, 3, 3, 3})) {
            assertThat(Simplified.of(corners, 64)).isEqualTo(corners);
        }
    }

    @Test
    void makesALineOfAStaircase() {
        var corners = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) { // down the stairs and back along left and bottom
            corners.addAll(List.of(i, i, i + 1, i));
        }
        corners.addAll(List.of(20, 19, 20, 20, 0, 20));

        var simplified = Simplified.of(corners.stream().mapToInt(Integer::intValue).toArray(), 64);

        assertThat(simplified.length / 2).isLessThan(7);
    }

    @Test
    void obeysTheMostPoints() {
        var random = new Random(5);
        var corners = random.ints(40_000, 0, 1000).toArray();

        assertThat(Simplified.of(corners, 16).length / 2).isBetween(4, 16);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsTheLargestDistanceOfAll(long seed) {
        var random = new Random(seed);
        var points = new ArrayList<Point>();
        for (int i = 0; i < 120; i++) {
            points.add(new Point(random.nextInt(50), random.nextInt(50)));
        }
        double most = 0;
        for (var a : points) {
            for (var b : points) {
                most = Math.max(most, Math.hypot(a.column() - b.column(), a.row() - b.row()));
            }
        }

        assertThat(Diameter.of(points)).as("seed " + seed).isEqualTo(most);
    }
}
