// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;

/// Grey values from 0 to 1 out of samples in modality units (PS3.3 C.11.2.1.2).
final class Grey {
    private Grey() {}

    /// Writes one value per sample of the frame.
    static void window(Frame frame, Window window, float[] out) {
        switch (window.function()) {
            // C.11.2.1.2.1: a width of 1 is a step after center - 0.5.
            case LINEAR -> linear(frame.samples(), window.center() - 0.5, window.width() - 1, out);
            case LINEAR_EXACT -> linear(frame.samples(), window.center(), window.width(), out);
            case SIGMOID -> sigmoid(frame.samples(), window.center(), window.width(), out);
        }
    }

    // In float, and without a branch: many samples at a time. NaN stays NaN.
    private static void linear(float[] samples, double center, double width, float[] out) {
        float low = (float) (center - width / 2);
        if (width <= 0) {
            step(samples, low, out);
            return;
        }
        float scale = (float) (1 / width);
        for (int i = 0; i < samples.length; i++) {
            out[i] = Math.max(0, Math.min(1, (samples[i] - low) * scale));
        }
    }

    private static void step(float[] samples, float after, float[] out) {
        for (int i = 0; i < samples.length; i++) {
            out[i] = samples[i] <= after ? 0 : samples[i] > after ? 1 : Float.NaN;
        }
    }

    private static void sigmoid(float[] samples, double center, double width, float[] out) {
        for (int i = 0; i < samples.length; i++) {
            out[i] = (float) (1 / (1 + Math.exp(-4 * (samples[i] - center) / width)));
        }
    }
}
