// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.explain.HeatMap.Input;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.preprocess.Placement;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Lays a patch of grey over one place of an input tensor after the other and notes how far the answer drops.
///
/// The grid gets finer pass by pass (4 x 4, 8 x 8, 16 x 16 places; each patch is two places wide), so that there is a
/// map when the time ends early. A place's value is the mean drop under all patches that covered it.
final class Occlusion {
    /// Places to a side, pass by pass: 25 + 81 + 289 runs of the graph, and one before.
    private static final int[] GRIDS = {4, 8, 16};

    private final Tensor picture;
    private final int channels;
    private final int height;
    private final int width;
    private final float[] original;

    /// @param picture `[1, C, H, W]` of type `FLOAT`, changed while [#map] runs and restored after it
    Occlusion(Tensor picture) {
        this.picture = picture;
        this.channels = Math.toIntExact(picture.length(1));
        this.height = Math.toIntExact(picture.length(2));
        this.width = Math.toIntExact(picture.length(3));
        this.original = picture.toFloats();
    }

    static boolean possible(Tensor tensor) {
        return tensor.type() == ElementType.FLOAT && tensor.rank() == 4 && tensor.length(0) == 1;
    }

    /// @param logOdds of the label for the tensor as it stands; empty when there is no answer
    /// @param timeUp  asked between runs
    /// @return empty when not even the coarsest pass came to its end
    Optional<HeatMap> map(Supplier<OptionalDouble> logOdds, BooleanSupplier timeUp, Placement placement) {
        var whole = logOdds.get();
        var best = Optional.<HeatMap>empty();
        for (int i = 0; i < GRIDS.length && whole.isPresent(); i++) {
            var drops = pass(GRIDS[i], whole.getAsDouble(), logOdds, timeUp);
            if (drops.isEmpty()) {
                return best;
            }
            int grid = GRIDS[i];
            best = drops.map(values -> new HeatMap(
                    grid, grid, values, placement, new Input(height, width), Method.OCCLUSION));
        }
        return best;
    }

    private Optional<float[]> pass(
            int grid, double whole, Supplier<OptionalDouble> logOdds, BooleanSupplier timeUp) {
        var sums = new float[grid * grid];
        var counts = new int[grid * grid];
        for (int row = -1; row < grid; row++) {
            for (int column = -1; column < grid; column++) {
                if (timeUp.getAsBoolean()) {
                    return Optional.empty();
                }
                cover(row, column, grid);
                var left = logOdds.get();
                restore();
                if (left.isEmpty()) {
                    return Optional.empty();
                }
                credit(row, column, grid, (float) (whole - left.getAsDouble()), sums, counts);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= counts[i];
        }
        return Optional.of(sums);
    }

    /// Two places wide and high, cut off at the edges; each channel in its own mean.
    private void cover(int row, int column, int grid) {
        int top = Math.max(0, row) * height / grid;
        int bottom = Math.min(grid, row + 2) * height / grid;
        int left = Math.max(0, column) * width / grid;
        int right = Math.min(grid, column + 2) * width / grid;
        for (int c = 0; c < channels; c++) {
            float grey = mean(c);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    picture.floats().put((c * height + y) * width + x, grey);
                }
            }
        }
    }

    private float mean(int channel) {
        double sum = 0;
        for (int i = 0; i < height * width; i++) {
            sum += original[channel * height * width + i];
        }
        return (float) (sum / (height * width));
    }

    private void restore() {
        picture.floats().put(0, original);
    }

    private static void credit(int row, int column, int grid, float drop, float[] sums, int[] counts) {
        for (int y = Math.max(0, row); y < Math.min(grid, row + 2); y++) {
            for (int x = Math.max(0, column); x < Math.min(grid, column + 2); x++) {
                sums[y * grid + x] += drop;
                counts[y * grid + x]++;
            }
        }
    }
}
