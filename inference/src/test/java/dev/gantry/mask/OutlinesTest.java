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
    private static List<int[]> all(String... rows) {
        var cells = new BitSet();
        int columns = rows[0].length();
        for (int i = 0; i < rows.length * columns; i++) {
            cells.set(i, rows[i / columns].charAt(i % columns) == '#');
        }
        return new Outlines(cells, columns, rows.length).largest();
    }

    private static int[] around(String... rows) {
        return all(rows).getFirst();
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
    void beginsWithTheLargestPieceAndWalksAroundHolesTheOtherWay() {
        var rings = all("#.....", "..###.", "..#.#.", "..###.");

        assertThat(rings.get(0)).containsExactly(2, 1, 5, 1, 5, 4, 2, 4);
        assertThat(rings.get(1)).as("of equals the one that begins first").containsExactly(0, 0, 1, 0, 1, 1, 0, 1);
        assertThat(rings.get(2)).containsExactly(3, 3, 4, 3, 4, 2, 3, 2);
        assertThat(rings).hasSize(3);
    }

    @Test
    void tellsOfTheLargestOnly() {
        var rings = all("#.#.#.#.#.", "..........", "#.#.#.#.##");

        assertThat(rings).hasSize(Outlines.MOST);
        assertThat(rings.getFirst()).containsExactly(8, 2, 10, 2, 10, 3, 8, 3);
    }

    /// By the rule of the nonzero sum and by that of odd crossings, as browsers and drawing libraries know them.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsTheCellsAndNothingElse(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var cells = new BitSet();
            for (int i = 0; i < 25; i++) {
                cells.set(i, random.nextInt(3) > 0);
            }

            var rings = new Outlines(cells, 5, 5).largest();

            for (int i = 0; i < 25 && rings.size() < Outlines.MOST; i++) {
                int at = i;
                int around = rings.stream().mapToInt(ring -> turns(ring, at % 5 + 0.5, at / 5 + 0.5)).sum();
                assertThat(around).as("seed %d round %d cell %d", seed, round, i).isEqualTo(cells.get(i) ? 1 : 0);
            }
        }
    }

    /// How often a ring runs around a point, clockwise as seen on the screen.
    private static int turns(int[] ring, double x, double y) {
        int turns = 0;
        for (int i = 0; i < ring.length; i += 2) {
            int next = (i + 2) % ring.length;
            boolean right = ring[i] > x; // an edge up or down to the right of the point
            if (ring[i] == ring[next] && right && (ring[i + 1] > y) != (ring[next + 1] > y)) {
                turns += ring[next + 1] > ring[i + 1] ? 1 : -1;
            }
        }
        return turns;
    }

    @Test
    void hasNothingToWalkAroundWithoutCells() {
        assertThat(all("...", "...")).isEmpty();
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

        var corners = new Outlines(cells, size, size).largest().getFirst();

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
