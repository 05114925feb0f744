// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.View;
import dev.gantry.dicom.pixel.View.Table;
import java.util.List;
import java.util.Optional;

/// Which samples become black and which white.
///
/// @param views how the object asks to be shown, the best first
/// @param asked in its place, if somebody asks for something else
record Tone(List<View> views, Optional<Window> asked) {
    private static final int WHITE = 255;

    /// The window that is used; of a table, the one that spans it.
    Window window(Frame frame, float low, float high) {
        return asked.or(() -> table().map(it -> spanning(it.first(), it.first() + it.entries().length - 1.0)))
                .or(() -> views.stream().filter(Window.class::isInstance).map(Window.class::cast).findFirst())
                .or(frame::window)
                .orElseGet(() -> spanning(low, high));
    }

    private static Window spanning(double low, double high) {
        return new Window((low + high) / 2, Math.max(high - low, Float.MIN_NORMAL), Window.Function.LINEAR_EXACT);
    }

    private Optional<Table> table() {
        return asked.isPresent() ? Optional.empty()
                : views.stream().limit(1).filter(Table.class::isInstance).map(Table.class::cast).findFirst();
    }

    byte[] greys(float[] samples, boolean inverted, Window window) {
        var table = table();
        var greys = table.isPresent() ? looked(samples, table.get()) : windowed(samples, window);
        if (inverted) {
            for (int i = 0; i < greys.length; i++) {
                greys[i] = (byte) ~greys[i];
            }
        }
        return greys;
    }

    private static byte[] looked(float[] samples, Table table) {
        var greys = new byte[samples.length];
        double white = (1L << table.bits()) - 1;
        int last = table.entries().length - 1;
        for (int i = 0; i < samples.length; i++) {
            int entry = Math.clamp(Math.round(samples[i]) - table.first(), 0, last);
            greys[i] = (byte) Math.clamp(Math.round(table.entries()[entry] / white * WHITE), 0, WHITE);
        }
        return greys;
    }

    /// PS3.3 C.11.2.1.2 and C.11.2.1.3.
    private static byte[] windowed(float[] samples, Window window) {
        double center = window.center();
        double width = window.width();
        return switch (window.function()) {
            case LINEAR -> ramp(samples, center - 0.5 - (width - 1) / 2, Math.max(width - 1, 0));
            case LINEAR_EXACT -> ramp(samples, center - width / 2, width);
            case SIGMOID -> {
                var greys = new byte[samples.length];
                for (int i = 0; i < samples.length; i++) {
                    greys[i] = (byte) Math.round(WHITE / (1 + Math.exp(-4 * (samples[i] - center) / width)));
                }
                yield greys;
            }
        };
    }

    private static byte[] ramp(float[] samples, double black, double width) {
        var greys = new byte[samples.length];
        float from = (float) black;
        float scale = width > 0 ? (float) (WHITE / width) : Float.MAX_VALUE;
        for (int i = 0; i < samples.length; i++) {
            float grey = (samples[i] - from) * scale + 0.5f;
            greys[i] = (byte) Math.max(0, Math.min(WHITE, grey));
        }
        return greys;
    }

    /// Of samples that are 0 to 255 already.
    static byte[] bytes(float[] samples) {
        return ramp(samples, 0, WHITE);
    }
}
