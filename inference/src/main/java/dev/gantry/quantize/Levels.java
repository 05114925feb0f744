// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

/// The steps of a quantized tensor: `value = scale * (level - zero)` (ONNX QuantizeLinear).
///
/// @param scale over 0
/// @param zero  the level that stands for 0
public record Levels(float scale, int zero) {
    /// Levels 0 to 255 over the range and 0; 0 has a level of its own.
    public static Levels unsigned(Range range) {
        var whole = range.withZero();
        float scale = scale((double) whole.high() - whole.low(), 255);
        return new Levels(scale, Math.clamp(Math.round((double) -whole.low() / scale), 0, 255));
    }

    /// Levels -127 to 127, as far below 0 as above; level 0 is 0.
    public static Levels signed(Range range) {
        return new Levels(scale(range.reach(), 127), 0);
    }

    /// Never above: a Relu6 with a range up to 6 must end at 6, or runtimes keep it as an operator of its own.
    private static float scale(double length, int steps) {
        float scale = (float) (length / steps);
        if ((double) scale * steps > length) {
            scale = Math.nextDown(scale);
        }
        return scale < Float.MIN_NORMAL ? 1f / steps : scale; // a tensor that is always 0 has any scale
    }
}
