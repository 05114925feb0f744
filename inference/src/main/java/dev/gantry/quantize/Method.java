// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

/// How the range of a tensor is chosen from the values it took. A smaller range than all of them cuts outliers off and
/// leaves finer steps for the rest.
public sealed interface Method {
    /// All values.
    record MinMax() implements Method {}

    /// At each end the share above, or below, the percentile is cut off.
    ///
    /// @param percent over 50, at most 100
    record Percentile(double percent) implements Method {
        public Percentile {
            if (!(percent > 50 && percent <= 100)) {
                throw new IllegalArgumentException(
                        "a percentile for ranges must be over 50 and at most 100, is " + percent);
            }
        }
    }

    /// The range for which the quantized distribution says most of the true one: least Kullback-Leibler divergence
    /// (S. Migacz, 8-bit inference with TensorRT, GTC 2017).
    record Entropy() implements Method {}

    /// The range with the least expected square error of rounding and cutting off.
    record LeastSquares() implements Method {}

    default Range range(Histogram histogram) {
        return switch (this) {
            case MinMax() -> histogram.all();
            case Percentile(double percent) -> Percentiles.range(histogram, percent);
            case Entropy() -> Cuts.best(histogram, Cuts::divergence);
            case LeastSquares() -> Cuts.best(histogram, Cuts::squares);
        };
    }

    /// As the command line and the report name it.
    default String text() {
        return switch (this) {
            case MinMax() -> "min-max";
            case Percentile(double percent) -> "percentile " + percent;
            case Entropy() -> "entropy";
            case LeastSquares() -> "least squares";
        };
    }
}
