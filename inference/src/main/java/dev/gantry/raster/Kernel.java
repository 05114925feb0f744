// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

/// Which inputs an output is made of, and with which weights. All count from half-pixel centres.
public enum Kernel {
    /// A triangle that grows with the shrink factor: Pillow's `BILINEAR`.
    TRIANGLE(1) {
        @Override
        double at(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /// Keys' cubic with a = -0.5, grown with the shrink factor: Pillow's `BICUBIC`.
    CUBIC(2) {
        @Override
        double at(double x) {
            double d = Math.abs(x);
            return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
        }
    },
    /// The two nearest, whatever the shrink factor: torch `interpolate` without `align_corners`.
    TWO_NEAREST(1) {
        @Override
        double at(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /// The share that the output covers of each: OpenCV `INTER_AREA`.
    COVERAGE(0.5) {
        @Override
        double at(double x) {
            throw new IllegalStateException("coverage is no function of a distance");
        }
    },
    /// The one under the output's centre.
    NEAREST(0.5) {
        @Override
        double at(double x) {
            return 1;
        }
    };

    private final double support;

    Kernel(double support) {
        this.support = support;
    }

    /// The weight at a distance, in inputs or, where it grows, in outputs.
    abstract double at(double x);

    /// How far to either side it reaches.
    ///
    /// @param scale inputs per output
    double support(double scale) {
        return switch (this) {
            case TRIANGLE, CUBIC, COVERAGE -> support * Math.max(1, scale);
            case TWO_NEAREST, NEAREST -> support;
        };
    }
}
