// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mask;

import dev.gantry.output.Box.Slices;
import dev.gantry.output.Extent;
import dev.gantry.output.Region.Measurement;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.preprocess.Placement;
import java.util.OptionalDouble;

/// Where the cells of a mask lie in the object: the edges between them, cut off where frame and stack end.
///
/// So a cell that lies half in a letterbox border counts half, and one that lies in it whole not at all.
final class Grid {
    /// Cubic millimetres to a millilitre.
    private static final double MM3_PER_ML = 1000;

    private final double[] across;
    private final double[] down;
    private final double[] through;
    private final Placement placement;
    private final boolean volume;

    /// @param cells  of the mask
    /// @param extent of the input, whose pixels the placement knows
    /// @param volume measure volumes, not areas
    Grid(Extent cells, Extent extent, Placement placement, boolean volume) {
        this.across = edges(placement.columns(), (int) cells.width(), extent.width());
        this.down = edges(placement.rows(), (int) cells.height(), extent.height());
        this.through = edges(placement.slices(), (int) cells.depth(), volume ? extent.depth() : cells.depth());
        this.placement = placement;
        this.volume = volume;
    }

    private static double[] edges(Along axis, int cells, long pixels) {
        var edges = new double[cells + 1];
        for (int i = 0; i <= cells; i++) {
            edges[i] = Math.clamp(axis.at((double) i * pixels / cells), 0, axis.length());
        }
        return edges;
    }

    /// For each pixel along the frame the cell that its centre lies in; -1 where there is none.
    ///
    /// @param pixels of the input, which the placement knows
    static int[] cells(Along axis, int cells, long pixels) {
        var found = new int[axis.length()];
        for (int i = 0; i < found.length; i++) {
            double cell = (i + 0.5 - axis.start()) / axis.perStep() * cells / pixels;
            found[i] = cell >= 0 && cell < cells ? (int) cell : -1;
        }
        return found;
    }

    int columns() {
        return across.length - 1;
    }

    int rows() {
        return down.length - 1;
    }

    int slices() {
        return through.length - 1;
    }

    boolean volume() {
        return volume;
    }

    double column(int edge) {
        return across[edge];
    }

    double row(int edge) {
        return down[edge];
    }

    /// Whether exactly one of columns and rows runs the other way in the frame.
    boolean mirrored() {
        return placement.columns().perStep() < 0 != placement.rows().perStep() < 0;
    }

    boolean columnInside(int cell) {
        return across[cell] != across[cell + 1];
    }

    boolean lineInside(int slice, int row) {
        return down[row] != down[row + 1] && through[slice] != through[slice + 1];
    }

    /// Frame pixels, or voxels, that cells `from` to before `to` of a row cover.
    double covered(int slice, int row, int from, int to) {
        return Math.abs(across[to] - across[from])
                * Math.abs(down[row + 1] - down[row])
                * Math.abs(through[slice + 1] - through[slice]);
    }

    /// The slices of the stack that cells `first` to `last` reach into.
    ///
    /// @param key cell whose middle is to be looked at
    Slices slices(int first, int last, int key) {
        double low = Math.min(through[first], through[last + 1]);
        double high = Math.max(through[first], through[last + 1]);
        int end = Math.max((int) low, (int) Math.ceil(high) - 1);
        int middle = (int) ((through[key] + through[key + 1]) / 2);
        return new Slices((int) low, end, Math.clamp(middle, (int) low, end));
    }

    /// Millimetres to a pixel, empty where unknown.
    OptionalDouble columnMm() {
        return placement.columns().mm();
    }

    OptionalDouble rowMm() {
        return placement.rows().mm();
    }

    /// How much `covered` pixels or voxels are: mm2 or ml, or as they are where the spacing is not known.
    Measurement size(double covered) {
        var x = placement.columns().mm();
        var y = placement.rows().mm();
        var z = placement.slices().mm();
        var name = volume ? "volume" : "area";
        if (x.isEmpty() || y.isEmpty() || volume && z.isEmpty()) {
            return new Measurement(name, covered, volume ? "{voxels}" : "{pixels}");
        }
        double mm2 = covered * x.getAsDouble() * y.getAsDouble();
        return volume
                ? new Measurement(name, mm2 * z.getAsDouble() / MM3_PER_ML, "ml")
                : new Measurement(name, mm2, "mm2");
    }

    /// Whether [#size] is in real units.
    boolean measurable() {
        return size(1).unit().startsWith("m");
    }
}
