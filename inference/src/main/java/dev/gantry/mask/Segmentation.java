// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Belonging;
import dev.gantry.model.Head.Shapes;
import dev.gantry.model.Head;
import dev.gantry.output.Extent;
import dev.gantry.output.Wanted.Kind;
import dev.gantry.output.Wanted;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds connected shapes in a mask and measures them.
///
/// Confined to one thread: its scratch space is reused. Only cells inside the frame count.
public final class Segmentation {
    /// More separate shapes of one label are noise, not an answer.
    private static final int MOST_SHAPES = 65_536;

    private static final int WITH_DEPTH = 5;

    private final String tensor;
    private final Belonging belonging;
    private final Shapes settings;
    private final int labels;
    private final boolean[] told;
    private final Runs[] runs;
    private float[][] rows;

    public Segmentation(Head.Mask head) {
        this(head.tensor(), head.belonging(), head.shapes(), told(head));
    }

    /// Reads the masks of single boxes.
    ///
    /// @param tensor `[boxes, 1, H, W]` of probabilities, as torchvision's Mask R-CNN pastes them
    public static Segmentation ofInstances(String tensor, Shapes settings) {
        return new Segmentation(tensor, new Belonging.Over(Activation.NONE, 0.5), settings, new boolean[] {true});
    }

    private Segmentation(String tensor, Belonging belonging, Shapes settings, boolean[] told) {
        this.tensor = tensor;
        this.belonging = belonging;
        this.settings = settings;
        this.labels = told.length;
        this.told = told;
        this.runs = Stream.generate(Runs::new).limit(told.length).toArray(Runs[]::new);
        this.rows = new float[told.length][0];
    }

    private static boolean[] told(Head.Mask head) {
        var told = new boolean[head.labels().size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = head.labels().get(i).reported().isPresent();
        }
        return told;
    }

    public Wanted wanted() {
        long any = Wanted.ANY;
        if (belonging instanceof Belonging.Number) {
            return Wanted.shaped(tensor, Kind.NUMBERS, "[1, H, W] or [1, D, H, W]", List.of(
                    new long[] {any, any},
                    new long[] {1, any, any},
                    new long[] {1, any, any, any},
                    new long[] {1, 1, any, any, any}));
        }
        var text = "[1, %d, H, W] or [1, %d, D, H, W]".formatted(labels, labels);
        return Wanted.shaped(tensor, Kind.REALS, text, List.of(
                new long[] {labels, any, any},
                new long[] {1, labels, any, any},
                new long[] {1, labels, any, any, any}));
    }

    /// @param extent of the input, whose pixels the placement knows
    public Segmented read(Map<String, Tensor> outputs, Extent extent, Placement placement) {
        var nonsense = wanted().nonsense(outputs);
        if (nonsense.isPresent()) {
            return new Segmented.Nonsense(nonsense.get());
        }
        var values = outputs.get(tensor);
        int rank = values.rank();
        boolean numbers = belonging instanceof Belonging.Number;
        long depth = rank == WITH_DEPTH || numbers && rank > 3 ? values.length(rank - 3) : 1;
        var cells = new Extent(depth, values.length(rank - 2), values.length(rank - 1));
        int plane = numbers ? values.size() : values.size() / labels;
        return read(
                new Rows(values, tensor, told, plane, 0, belonging),
                new Grid(cells, extent, placement, rank == WITH_DEPTH || depth > 1));
    }

    /// The mask itself, of one image: for each pixel of the frame, row by row, whether the cell at its centre belongs
    /// to the label. Empty where the outputs are no mask of one image, or hold what is no number.
    ///
    /// @param label from 0
    public Optional<boolean[]> pixels(
            Map<String, Tensor> outputs, Extent extent, Placement placement, int label) {
        if (wanted().nonsense(outputs).isPresent()) {
            return Optional.empty();
        }
        var values = outputs.get(tensor);
        int height = Math.toIntExact(values.length(values.rank() - 2));
        int width = Math.toIntExact(values.length(values.rank() - 1));
        int plane = belonging instanceof Belonging.Number ? values.size() : values.size() / labels;
        if (plane != height * width) {
            return Optional.empty();
        }
        var cells = new float[height][labels][width];
        var wanted = new boolean[labels];
        wanted[label] = true;
        var source = new Rows(values, tensor, wanted, plane, 0, belonging);
        for (int row = 0; row < height; row++) {
            if (source.read(row * width, width, cells[row]).isPresent()) {
                return Optional.empty();
            }
        }
        var across = Grid.cells(placement.columns(), width, extent.width());
        var down = Grid.cells(placement.rows(), height, extent.height());
        var pixels = new boolean[down.length * across.length];
        for (int i = 0; i < pixels.length; i++) {
            int row = down[i / across.length];
            int column = across[i % across.length];
            pixels[i] = row >= 0 && column >= 0 && cells[row][label][column] > 0;
        }
        return Optional.of(pixels);
    }

    /// One plane of [#ofInstances].
    ///
    /// @param masks  of all boxes
    /// @param number of the box, from 0
    public Segmented read(Tensor masks, int number, Extent extent, Placement placement) {
        var cells = new Extent(1, masks.length(2), masks.length(3));
        int plane = (int) (cells.height() * cells.width());
        return read(
                new Rows(masks, tensor, told, plane, number * plane, belonging),
                new Grid(cells, extent, placement, false));
    }

    private Segmented read(Rows source, Grid grid) {
        if (rows[0].length < grid.columns()) {
            rows = new float[labels][grid.columns()];
        }
        for (var each : runs) {
            each.clear(grid);
        }
        for (int line = 0; line < grid.slices() * grid.rows(); line++) {
            var nonsense = source.read(line * grid.columns(), grid.columns(), rows);
            if (nonsense.isPresent()) {
                return new Segmented.Nonsense(nonsense.get());
            }
            for (int label = 0; label < labels; label++) {
                keepInside(rows[label], line, grid);
                if (!runs[label].add(rows[label], grid.columns())) {
                    return new Segmented.Nonsense(tensor + " has more than " + Runs.MOST + " runs of label " + label);
                }
            }
        }
        return labels(grid);
    }

    private static void keepInside(float[] row, int line, Grid grid) {
        boolean inside = grid.lineInside(line / grid.rows(), line % grid.rows());
        for (int x = 0; x < grid.columns(); x++) {
            if (!inside || !grid.columnInside(x)) {
                row[x] = 0;
            }
        }
    }

    private Segmented labels(Grid grid) {
        var each = new ArrayList<Segmented.Shapes>();
        for (int label = 0; label < labels; label++) {
            var shapes = new LinkedHashMap<Integer, Shape>();
            var own = runs[label];
            for (int run = 0; run < own.count(); run++) {
                int number = run;
                shapes.computeIfAbsent(own.root(run), root -> new Shape(root, own.slice(number))).add(own, run, grid);
                if (shapes.size() > MOST_SHAPES) {
                    return new Segmented.Nonsense(
                            tensor + " has more than " + MOST_SHAPES + " separate shapes of label " + label);
                }
            }
            each.add(shapes(shapes.values().stream().filter(it -> largeEnough(it, grid)).toList(), own, grid));
        }
        return new Segmented.Labels(each);
    }

    private boolean largeEnough(Shape shape, Grid grid) {
        return shape.cells() >= settings.minCells()
                && (!grid.measurable() || grid.size(shape.covered()).value() >= settings.minSize());
    }

    private Segmented.Shapes shapes(List<Shape> all, Runs own, Grid grid) {
        var tracing = new Tracing(grid, own, settings);
        var largest = all.stream()
                .sorted(Comparator.comparingDouble(Shape::covered).reversed()) // stable: equals as they begin
                .limit(settings.most())
                .map(tracing::region)
                .toList();
        return new Segmented.Shapes(
                largest,
                grid.size(all.stream().mapToDouble(Shape::covered).sum()),
                all.stream().mapToDouble(it -> it.probability(settings.score())).max().orElse(0));
    }
}
