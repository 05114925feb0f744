// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.preprocess.Placement.Along;
import java.util.OptionalDouble;

/// The weights of one direction of a bilinear resize: output `i` is the sum of `count(i)` inputs from
/// `first(i)` on.
///
/// A triangle filter at half-pixel centres whose support grows with the shrink factor, its weights summing to
/// 1: what Pillow's `Image.resize(BILINEAR)` does, and so what the models were trained with.
final class Axis {
    private final int inputs;
    private final int outputs;
    private final int skip;
    private final double scale;
    private final int from;
    private final int to;
    private final int[] first;
    private final int[] count;
    private final double[][] weights;

    /// Of a line of `inputs` samples resized to `resized` values, the `outputs` ones from number `skip` on.
    /// Outputs that lie outside of the resized line, before 0 with a negative `skip`, stay untouched.
    Axis(int inputs, int resized, int skip, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.skip = skip;
        this.scale = (double) inputs / resized;
        this.from = Math.max(0, -skip);
        this.to = Math.min(outputs, resized - skip);
        this.first = new int[outputs];
        this.count = new int[outputs];
        this.weights = new double[outputs][];
        double support = Math.max(1, scale);
        for (int i = from; i < to; i++) {
            double center = (i + skip + 0.5) * scale;
            int low = Math.max(0, (int) (center - support + 0.5));
            int high = Math.min(inputs, (int) (center + support + 0.5));
            first[i] = low;
            count[i] = high - low;
            weights[i] = triangle(low - center + 0.5, high - low, support);
        }
    }

    private static double[] triangle(double offset, int count, double support) {
        var weights = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++) {
            weights[k] = Math.max(0, 1 - Math.abs((k + offset) / support));
            sum += weights[k];
        }
        for (int k = 0; k < count; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /// The first output that is touched.
    int from() {
        return from;
    }

    /// One after the last output that is touched.
    int to() {
        return to;
    }

    int first(int output) {
        return first[output];
    }

    int count(int output) {
        return count[output];
    }

    double[] weights(int output) {
        return weights[output];
    }

    /// Where the outputs lie on the line of inputs.
    ///
    /// @param mm from input to input
    Along along(OptionalDouble mm) {
        return new Along(skip * scale, scale, inputs, mm);
    }
}
