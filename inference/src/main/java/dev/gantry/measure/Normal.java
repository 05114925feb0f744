// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

/// The standard normal distribution.
final class Normal {
    /// The quantile 0.975.
    static final double Z95 = 1.959963984540054;

    private static final double SERIES_UP_TO = 2.5;
    private static final int MOST_TERMS = 400;

    private Normal() {}

    /// The probability of a deviation of at least |z|, to either side.
    static double twoSided(double z) {
        return complementaryError(Math.abs(z) / Math.sqrt(2));
    }

    /// erfc for x from 0 (Abramowitz and Stegun 7.1.5 and 7.1.14).
    private static double complementaryError(double x) {
        return x < SERIES_UP_TO ? 1 - series(x) : fraction(x);
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    /// Evaluated from its end: 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))).
    private static double fraction(double x) {
        double tail = x;
        for (int n = MOST_TERMS; n >= 1; n--) {
            tail = x + n / 2.0 / tail;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
    }
}
