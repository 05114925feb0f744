// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.model.Head.Shapes;
import dev.gantry.output.Box;
import dev.gantry.output.Region.Measurement;
import dev.gantry.output.Region.Outline;
import dev.gantry.output.Region.Point;
import dev.gantry.output.Region;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Makes a region of a shape: its place in the object, its size, its outline.
final class Tracing {
    private final Grid grid;
    private final Runs runs;
    private final Shapes settings;

    Tracing(Grid grid, Runs runs, Shapes settings) {
        this.grid = grid;
        this.runs = runs;
        this.settings = settings;
    }

    Region region(Shape shape) {
        var measurements = new ArrayList<Measurement>();
        measurements.add(grid.size(shape.covered()));
        var rings = new Outlines(cells(shape), width(shape), shape.bottom() - shape.top()).largest();
        diameter(shape, rings.getFirst()).ifPresent(measurements::add);
        return new Region(
                shape.probability(settings.score()),
                box(shape),
                settings.points() == 0 ? Optional.empty() : Optional.of(outline(shape, rings)),
                measurements);
    }

    private Box box(Shape shape) {
        double a = grid.column(shape.left());
        double b = grid.column(shape.right());
        double c = grid.row(shape.top());
        double d = grid.row(shape.bottom());
        return new Box(
                Math.min(a, b),
                Math.min(c, d),
                Math.max(a, b),
                Math.max(c, d),
                grid.slices(shape.firstSlice(), shape.lastSlice(), shape.largestSlice()));
    }

    private static int width(Shape shape) {
        return shape.right() - shape.left();
    }

    /// The shape's cells in its largest slice, in a picture as large as its box.
    private BitSet cells(Shape shape) {
        var cells = new BitSet();
        int slice = shape.largestSlice() * grid.rows();
        int end = runs.firstOfLine(slice + shape.bottom());
        for (int run = runs.firstOfLine(slice + shape.top()); run < end; run++) {
            if (runs.root(run) == shape.root()) {
                int row = (runs.row(run) - shape.top()) * width(shape);
                cells.set(row + runs.from(run) - shape.left(), row + runs.to(run) - shape.left());
            }
        }
        return cells;
    }

    private Outline outline(Shape shape, List<int[]> rings) {
        int largest = shape.largestSlice();
        return new Outline(grid.slices(largest, largest, largest).key(),
                rings.stream().map(corners -> ring(shape, corners)).toList());
    }

    private List<Point> ring(Shape shape, int[] corners) {
        var kept = Simplified.of(corners, settings.points());
        var points = new ArrayList<Point>();
        for (int i = 0; i < kept.length; i += 2) {
            points.add(point(shape, kept, i));
        }
        if (grid.mirrored()) {
            Collections.reverse(points);
        }
        return points;
    }

    private Point point(Shape shape, int[] corners, int at) {
        return new Point(
                grid.column(shape.left() + corners[at]), grid.row(shape.top() + corners[at + 1]));
    }

    /// The greatest distance between two points of the largest slice.
    private Optional<Measurement> diameter(Shape shape, int[] corners) {
        if (grid.columnMm().isEmpty() || grid.rowMm().isEmpty()) {
            return Optional.empty();
        }
        var points = new ArrayList<Point>();
        for (int i = 0; i < corners.length; i += 2) {
            var point = point(shape, corners, i);
            points.add(new Point(
                    point.column() * grid.columnMm().getAsDouble(), point.row() * grid.rowMm().getAsDouble()));
        }
        return Optional.of(new Measurement("longest-diameter", Diameter.of(points), "mm"));
    }
}
