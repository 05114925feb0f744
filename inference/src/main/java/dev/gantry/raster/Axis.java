// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import java.util.Arrays;

/// The weights of one direction of a resize: output `i` is the sum of [#taps] inputs from `first(i)` on.
///
/// The weights of an output sum to 1. Outputs whose centre lies outside of the inputs are left alone. May be
/// set anew as often as one likes: its arrays are reused.
public final class Axis {
    private int inputs;
    private int outputs;
    private double scale;
    private double skip;
    private boolean turned;
    private int from;
    private int to;
    private int taps;
    private int stride;
    private int[] first = new int[0];
    private int[] count = new int[0];
    private float[] weights = new float[0];
    private double[] raw = new double[0];

    /// @param inputs  samples in the line
    /// @param outputs values to make of it
    /// @param skip    how many outputs lie between the line's beginning and output 0; negative: a border
    /// @param scale   inputs per output
    /// @param turned  the last output comes first
    public Axis set(Kernel kernel, int inputs, int outputs, double skip, double scale, boolean turned) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.skip = skip;
        this.scale = scale;
        this.turned = turned;
        this.stride = Math.min(inputs, 2 * (int) Math.ceil(kernel.support(scale)) + 1);
        if (first.length < outputs) {
            first = new int[outputs];
            count = new int[outputs];
        }
        if (weights.length < outputs * stride) {
            weights = new float[outputs * stride];
        }
        if (raw.length < stride) {
            raw = new double[stride];
        }
        int begin = Math.clamp((long) Math.ceil(-skip - 0.5), 0, outputs);
        int end = Math.clamp((long) Math.ceil(inputs / scale - skip - 0.5), begin, outputs);
        taps = 1;
        for (int i = begin; i < end; i++) {
            weigh(kernel, i);
        }
        from = turned ? outputs - end : begin;
        to = turned ? outputs - begin : end;
        for (int i = from; i < to; i++) {
            align(i);
        }
        return this;
    }

    private void weigh(Kernel kernel, int i) {
        int low;
        int high;
        double center = (i + skip + 0.5) * scale;
        double support = kernel.support(scale);
        switch (kernel) {
            case TRIANGLE, CUBIC -> {
                low = Math.max(0, (int) (center - support + 0.5));
                high = Math.min(inputs, (int) (center + support + 0.5));
                double grown = support / kernel.support(1);
                for (int k = low; k < high; k++) {
                    raw[k - low] = kernel.at((k + 0.5 - center) / grown);
                }
            }
            case TWO_NEAREST -> {
                double place = Math.clamp(center - 0.5, 0, inputs - 1);
                low = (int) place;
                high = Math.min(inputs, low + 2);
                raw[0] = 1 - (place - low);
                raw[high - 1 - low] = high - low == 1 ? 1 : place - low;
            }
            case COVERAGE -> {
                double left = Math.max(0, center - scale / 2);
                double right = Math.min(inputs, center + scale / 2);
                low = Math.min(inputs - 1, (int) left);
                high = Math.min(inputs, Math.min(low + stride, (int) Math.ceil(right)));
                for (int k = low; k < high; k++) {
                    raw[k - low] = Math.max(0, Math.min(k + 1, right) - Math.max(k, left));
                }
            }
            case NEAREST -> {
                low = Math.clamp((long) Math.floor(center), 0, inputs - 1);
                high = low + 1;
                raw[0] = 1;
            }
            default -> throw new IllegalStateException(kernel.toString());
        }
        store(turned ? outputs - 1 - i : i, low, high);
    }

    /// Without the zeros at either end, and with a sum of 1.
    private void store(int output, int low, int high) {
        int begin = 0;
        int end = high - low;
        while (end - 1 > begin && raw[end - 1] == 0) {
            end--;
        }
        while (begin < end - 1 && raw[begin] == 0) {
            begin++;
        }
        double sum = 0;
        for (int k = begin; k < end; k++) {
            sum += raw[k];
        }
        for (int k = begin; k < end; k++) {
            weights[output * stride + k - begin] = (float) (raw[k] / sum);
        }
        first[output] = low + begin;
        count[output] = end - begin;
        taps = Math.max(taps, end - begin);
    }

    /// Gives each output the same number of weights, so that the loops over them are plain.
    private void align(int output) {
        int at = output * stride;
        int shift = Math.max(0, first[output] + taps - inputs);
        System.arraycopy(weights, at, weights, at + shift, count[output]);
        Arrays.fill(weights, at, at + shift, 0);
        Arrays.fill(weights, at + shift + count[output], at + taps, 0);
        first[output] -= shift;
    }

    public int inputs() {
        return inputs;
    }

    public int outputs() {
        return outputs;
    }

    /// The first output that is made.
    public int from() {
        return from;
    }

    /// One after the last output that is made; no more than [#from] where none is.
    public int to() {
        return to;
    }

    /// Where the edge of output 0 lies among the inputs, whose first reaches from 0 to 1.
    public double start() {
        return (turned ? skip + outputs : skip) * scale;
    }

    /// Inputs from output to output, negative when turned.
    public double perStep() {
        return turned ? -scale : scale;
    }

    /// How many inputs each output is made of; some of them may have the weight 0.
    int taps() {
        return taps;
    }

    int first(int output) {
        return first[output];
    }

    float[] weights() {
        return weights;
    }

    /// Whether the outputs that are made are inputs, one after the other.
    boolean plain() {
        return taps == 1 && scale == 1 && !turned;
    }

    /// Where the weights of an output begin.
    int at(int output) {
        return output * stride;
    }
}
