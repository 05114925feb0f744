// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

/// What is done to each sample before samples are mixed.
@FunctionalInterface
public interface Lines {
    /// Makes `count` values, from `out[to]` on, of as many samples from `in[at]` on.
    void map(float[] in, int at, float[] out, int to, int count);
}
