// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;

/// A polygon with fewer corners (Ramer 1972, Douglas and Peucker 1973), none of the left out ones further from
/// it than a tolerance in cells.
final class Simplified {
    /// Half the diagonal of a cell, rounded up: makes a slanted line of a staircase.
    private static final double TOLERANCE = 0.75;
    /// Of longer outlines only each second, third ... corner is looked at, as the work grows with the square.
    private static final int MOST_LOOKED_AT = 4096;

    private static final int SIDES = 4;

    private final int[] corners;

    private Simplified(int[] corners) {
        this.corners = corners;
    }

    /// @param corners column and row one after the other
    /// @param most    corners, 4 or more; the tolerance is doubled until they are enough
    static int[] of(int[] corners, int most) {
        int step = Math.ceilDiv(corners.length / 2, MOST_LOOKED_AT);
        var simplified = new Simplified(step > 1 ? each(corners, step) : corners);
        var kept = simplified.keep(TOLERANCE);
        for (double tolerance = 2 * TOLERANCE; kept.cardinality() > most; tolerance *= 2) {
            kept = simplified.keep(tolerance);
        }
        return kept.stream()
                .flatMap(i -> Arrays.stream(simplified.corners, 2 * i, 2 * i + 2))
                .toArray();
    }

    private static int[] each(int[] corners, int step) {
        int count = Math.ceilDiv(corners.length / 2, step);
        var some = new int[2 * count];
        for (int i = 0; i < count; i++) {
            some[2 * i] = corners[2 * i * step];
            some[2 * i + 1] = corners[2 * i * step + 1];
        }
        return some;
    }

    private record Stretch(int first, int last) {}

    /// Cuts the ring at its first corner and the one furthest from it; these stay, and one corner between them on
    /// either side: so even a thin shape keeps an area.
    private BitSet keep(double tolerance) {
        int count = corners.length / 2;
        int opposite = 0;
        for (int i = 1; i < count; i++) {
            if (distance(i, 0, 0) > distance(opposite, 0, 0)) {
                opposite = i;
            }
        }
        var kept = new BitSet();
        kept.set(0);
        kept.set(opposite);
        var open = new ArrayDeque<Stretch>();
        open.add(new Stretch(0, opposite));
        open.add(new Stretch(opposite, count));
        while (!open.isEmpty()) {
            var stretch = open.remove();
            int furthest = furthest(stretch, count);
            boolean side = kept.cardinality() < SIDES;
            if (furthest >= 0
                    && (side || distance(furthest, stretch.first, stretch.last % count) > tolerance)) {
                kept.set(furthest);
                open.add(new Stretch(stretch.first, furthest));
                open.add(new Stretch(furthest, stretch.last));
            }
        }
        return kept;
    }

    private int furthest(Stretch stretch, int count) {
        int furthest = -1;
        double most = -1;
        for (int i = stretch.first + 1; i < stretch.last; i++) {
            double distance = distance(i, stretch.first, stretch.last % count);
            if (distance > most) {
                most = distance;
                furthest = i;
            }
        }
        return furthest;
    }

    /// Of a corner from the stretch between two others.
    private double distance(int corner, int from, int to) {
        double x = corners[2 * corner] - (double) corners[2 * from];
        double y = corners[2 * corner + 1] - (double) corners[2 * from + 1];
        double across = corners[2 * to] - (double) corners[2 * from];
        double down = corners[2 * to + 1] - (double) corners[2 * from + 1];
        double square = across * across + down * down;
        double along = square == 0 ? 0 : Math.clamp((x * across + y * down) / square, 0, 1);
        return Math.hypot(x - along * across, y - along * down);
    }
}
