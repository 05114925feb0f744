// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.output.Region.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The greatest distance between any two of some points: that of two corners of their convex hull (Andrew's
/// monotone chain, 1979).
final class Diameter {
    private Diameter() {}

    static double of(List<Point> points) {
        var sorted = points.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(Point::column).thenComparingDouble(Point::row))
                .toList();
        var hull = new ArrayList<>(half(sorted));
        hull.addAll(half(sorted.reversed()));
        double most = 0;
        for (var one : hull) {
            for (var other : hull) {
                most = Math.max(most, Math.hypot(one.column() - other.column(), one.row() - other.row()));
            }
        }
        return most;
    }

    private static List<Point> half(List<Point> sorted) {
        var chain = new ArrayList<Point>();
        for (var point : sorted) {
            while (chain.size() > 1 && turn(chain.get(chain.size() - 2), chain.getLast(), point) <= 0) {
                chain.removeLast();
            }
            chain.add(point);
        }
        return chain;
    }

    private static double turn(Point a, Point b, Point c) {
        return (b.column() - a.column()) * (c.row() - a.row()) - (b.row() - a.row()) * (c.column() - a.column());
    }
}
