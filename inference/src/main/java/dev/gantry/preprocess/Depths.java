// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.model.Input;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.raster.Kernel;
import dev.gantry.raster.Positions;
import java.util.OptionalDouble;

/// Which planes of a volume take how much of which slice.
final class Depths {
    private final int slices;
    private final int outputs;
    private final double low;
    private final double step;
    private final Along along;
    private final float[] weights;
    private final boolean[] used;

    private Depths(int slices, int outputs, double low, double step, Along along) {
        this.slices = slices;
        this.outputs = outputs;
        this.low = low;
        this.step = step;
        this.along = along;
        this.weights = new float[slices * outputs];
        this.used = new boolean[slices];
    }

    /// What the manifest asks for along the stack.
    ///
    /// @param length   of the tensor's axis, or [Input#ANY]
    /// @param most     that it may be
    /// @param unscaled slice by slice, or at the spacing asked for
    /// @param backward the last plane first
    record Wish(int length, int most, boolean unscaled, boolean backward) {}

    static Depths of(Positions stack, int slices, OptionalDouble spacing, Wish wish) {
        double extent = stack.high() - stack.low();
        double step = wish.unscaled() ? spacing.orElse(stack.gap()) : extent / wish.length();
        int outputs = wish.length() == Input.ANY
                ? (int) Math.min(Integer.MAX_VALUE, Math.ceil(extent / step - 1e-6))
                : wish.length();
        if (outputs > wish.most()) { // the caller says so; nothing of that size is made
            return new Depths(0, outputs, 0, step, new Along(0, 1, slices, OptionalDouble.empty()));
        }
        double low = (stack.low() + stack.high() - outputs * step) / 2;
        if (wish.backward()) {
            low += outputs * step;
            step = -step;
        }
        double gap = extent / slices;
        return new Depths(slices, outputs, low, step,
                new Along((low - stack.low()) / gap, step / gap, slices, OptionalDouble.of(gap)));
    }

    /// @param millimetres whether the slices' places are; else they are counted
    Depths weighed(Positions stack, Kernel kernel, boolean millimetres) {
        var made = new Depths(slices, outputs, low, step, millimetres
                ? along
                : new Along(along.start(), along.perStep(), along.length(), OptionalDouble.empty()));
        var line = new double[slices];
        for (int k = 0; k < outputs; k++) {
            double cell = low + k * step;
            stack.weigh(Math.min(cell, cell + step), Math.abs(step), kernel, line);
            for (int i = 0; i < slices; i++) {
                made.weights[k * slices + i] = (float) line[i];
                made.used[i] |= line[i] != 0;
            }
        }
        return made;
    }

    int outputs() {
        return outputs;
    }

    Along along() {
        return along;
    }

    /// Whether any plane takes something of a slice.
    boolean uses(int slice) {
        return used[slice];
    }

    int firstUsed() {
        for (int i = 0; i < slices; i++) {
            if (used[i]) {
                return i;
            }
        }
        return 0;
    }

    /// Adds a slice to the planes that take of it.
    ///
    /// @param begun which planes hold something already
    /// @param mark  whether `begun` is to be kept up with: after the last channel
    void spread(int slice, float[] plane, int size, boolean[] begun, float[] out, int at, boolean mark) {
        for (int k = 0; k < outputs; k++) {
            float weight = weights[k * slices + slice];
            if (weight != 0) {
                add(plane, size, weight, !begun[k], out, at + k * size);
                begun[k] |= mark;
            }
        }
    }

    void addPadding(int slice, float[] plane, int size, float[] out) {
        for (int k = 0; k < outputs; k++) {
            float weight = weights[k * slices + slice];
            if (weight != 0) {
                add(plane, size, weight, false, out, k * size);
            }
        }
    }

    private static void add(float[] plane, int size, float weight, boolean first, float[] out, int at) {
        if (first) {
            for (int i = 0; i < size; i++) {
                out[at + i] = plane[i] * weight;
            }
        } else {
            for (int i = 0; i < size; i++) {
                out[at + i] += plane[i] * weight;
            }
        }
    }
}
