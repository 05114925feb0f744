// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

/// Spreads samples from 0 to 1, once they are on the canvas.
final class Spreading {
    static final String NO_NUMBERS = "the frame holds samples that are no finite numbers";

    private Spreading() {}

    /// `low` becomes 0, `high` 1; a flat picture becomes 0.
    ///
    /// @return false when the range is no number
    static boolean spread(Canvas canvas, float low, float high) {
        double range = (double) high - low;
        if (!Double.isFinite(range)) {
            return false;
        }
        float scale = range > 0 ? (float) (1 / range) : 0;
        var values = canvas.values();
        int count = canvas.count();
        for (int i = 0; i < count; i++) {
            values[i] = (values[i] - low) * scale;
        }
        return true;
    }

    /// The same, and what lies outside of 0 to 1 is clipped.
    static boolean clip(Canvas canvas, double low, double high) {
        boolean numbers = spread(canvas, (float) low, (float) high);
        var values = canvas.values();
        int count = canvas.count();
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(0, Math.min(1, values[i]));
        }
        return numbers;
    }
}
