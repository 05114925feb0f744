// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import dev.gantry.model.Head.Activation;
import dev.gantry.tensor.Tensor;

/// Probabilities of a tensor's values, read in place.
public final class Probability {
    /// What rounding may add: half precision has steps of 0.0005 below 1.
    private static final double ROUNDING = 1e-3;

    private Probability() {}

    /// 1 / (1 + e^-x); of a logit that is no number: NaN.
    public static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /// Of a single value: as it is, or its sigmoid. NaN for what is no finite number, and for what is no
    /// probability although it should be.
    public static double of(double value, Activation activation) {
        if (!sound(value, activation)) {
            return Double.NaN;
        }
        return activation == Activation.SIGMOID ? sigmoid(value) : Math.clamp(value, 0, 1);
    }

    /// Whether [#of] makes a probability of the value.
    public static boolean sound(double value, Activation activation) {
        return activation == Activation.SIGMOID
                ? Double.isFinite(value)
                : value >= -ROUNDING && value <= 1 + ROUNDING;
    }

    /// Why [#of] made NaN of a value.
    public static String nonsense(String tensor, double value) {
        return Double.isFinite(value)
                ? "%s holds %s, which is no probability: does the head want an activation?".formatted(tensor, value)
                : tensor + " holds " + value;
    }

    /// The highest of `count` values, from index `first` on in steps of `step`; NaN when one is no number,
    /// infinite when one is.
    public static double highest(Tensor values, int first, int count, int step) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            double value = values.get(first + i * step);
            if (!Double.isFinite(value)) {
                return value;
            }
            highest = Math.max(highest, value);
        }
        return highest;
    }

    /// The sum of `e^(value - highest)`: what a softmax is divided by.
    public static double exponentials(Tensor logits, int first, int count, int step, double highest) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logits.get(first + i * step) - highest); // never over 1, so never infinite
        }
        return sum;
    }
}
