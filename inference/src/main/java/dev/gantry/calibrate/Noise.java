// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.tensor.Tensor;

/// How far one tensor lies from another, over many pictures: signal to quantization noise.
final class Noise {
    /// Of two tensors that are the same.
    static final double NONE = 99;

    private double signal;
    private double noise;
    private double greatest;
    private int unlike;
    private int compared;

    /// Tensors of different shapes (a detector found one box more) cannot be compared, and are counted.
    void add(Tensor exact, Tensor approximate) {
        if (exact.size() != approximate.size()) {
            unlike++;
            return;
        }
        compared++;
        var one = exact.toFloats();
        var other = approximate.toFloats();
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            signal += (double) one[i] * one[i];
            noise += difference * difference;
            greatest = Math.max(greatest, Math.abs(difference));
        }
    }

    /// Ten times the logarithm of mean square value over mean square difference; 20 dB is a difference of a tenth.
    double decibels() {
        if (noise == 0) {
            return compared > 0 ? NONE : 0;
        }
        return Double.isNaN(noise) ? 0 : Math.clamp(10 * Math.log10(signal / noise), -NONE, NONE);
    }

    double greatest() {
        return greatest;
    }

    /// Pictures for which the shapes differed.
    int unlike() {
        return unlike;
    }
}
