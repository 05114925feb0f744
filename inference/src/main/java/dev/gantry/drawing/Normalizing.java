// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.drawing;

import dev.gantry.model.Input.Normalize.Over;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input;
import dev.gantry.tensor.Filling.Linear;

/// Finds what has to be done to the values on the canvas on their way into the tensor.
public final class Normalizing {
    private static final double SMALLEST_DEVIATION = 1e-6;

    private final Input input;
    private final float border;
    private final Linear[] linears;

    public Normalizing(Input input) {
        this.input = input;
        this.border = (float) (input.fit().border().pad().orElse(0) / input.values().scale());
        this.linears = new Linear[input.channels()];
    }

    /// Gives the border its value, and returns one formula per channel of the tensor.
    public Linear[] of(Canvas canvas) {
        double scale = input.values().scale();
        switch (input.values().normalize()) {
            case Normalize.None() -> all(0, scale, 0);
            case Normalize.Fixed(var mean, var std) -> {
                for (int i = 0; i < linears.length; i++) {
                    linears[i] = linear(mean.get(i) / scale, scale / std.get(i), 0);
                }
            }
            case Normalize.Span(double low, double high) -> span(canvas, low, high);
            case Normalize.PerImage(Over over, boolean perChannel) -> {
                if (over == Over.WHOLE) {
                    fillBorder(canvas, border);
                }
                int together = perChannel ? 1 : canvas.channels();
                for (int first = 0; first < canvas.channels(); first += together) {
                    perImage(canvas, over, first, first + together);
                }
            }
        }
        fillBorder(canvas, border);
        return linears;
    }

    private void perImage(Canvas canvas, Over over, int from, int to) {
        double scale = input.values().scale();
        double mean = mean(canvas, over, from, to, 0, false);
        double deviation = Math.sqrt(mean(canvas, over, from, to, mean, true));
        if (over == Over.NONZERO) {
            replaceZeros(canvas, from, to, (float) mean);
        }
        var linear = linear(mean, scale / Math.max(deviation * scale, SMALLEST_DEVIATION), 0);
        for (int channel = 0; channel < linears.length; channel++) {
            if (canvas.channels() == 1 || channel >= from && channel < to) {
                linears[channel] = linear;
            }
        }
    }

    /// Of the values, or of the squares of their distances; 0 where there is nothing to take it of.
    private static double mean(
            Canvas canvas, Over over, int from, int to, double center, boolean squares) {
        var values = canvas.values();
        var padding = canvas.padding();
        int space = canvas.space();
        boolean plain = over == Over.WHOLE && !canvas.padded();
        double sum = 0;
        long count = 0;
        for (int channel = from; channel < to; channel++) {
            int at = channel * space;
            if (plain) {
                sum += squares ? squares(values, at, space, center) : sum(values, at, space, center);
                count += space;
                continue;
            }
            for (int i = 0; i < space; i++) {
                float value = values[at + i];
                boolean counts = value == value
                        && (over != Over.NONZERO || value != 0)
                        && !(canvas.padded() && padding[i] > 0.5f);
                if (counts) {
                    double distance = value - center;
                    sum += squares ? distance * distance : distance;
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /// Four sums that do not wait for each other.
    private static double sum(float[] values, int at, int count, double center) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += values[at + i];
            b += values[at + i + 1];
            c += values[at + i + 2];
            d += values[at + i + 3];
        }
        for (; i < count; i++) {
            a += values[at + i];
        }
        return a + b + (c + d) - center * count;
    }

    private static double squares(float[] values, int at, int count, double center) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            double first = values[at + i] - center;
            double second = values[at + i + 1] - center;
            double third = values[at + i + 2] - center;
            double fourth = values[at + i + 3] - center;
            a += first * first;
            b += second * second;
            c += third * third;
            d += fourth * fourth;
        }
        for (; i < count; i++) {
            double distance = values[at + i] - center;
            a += distance * distance;
        }
        return a + b + (c + d);
    }

    private void span(Canvas canvas, double low, double high) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        var values = canvas.values();
        for (int i = 0; i < canvas.count(); i++) {
            if (values[i] == values[i]) {
                least = Math.min(least, values[i]);
                most = Math.max(most, values[i]);
            }
        }
        double range = (double) most - least;
        all(least < most ? least : Math.min(least, 0), range > 0 ? (high - low) / range : 0, low);
    }

    private void all(double minus, double times, double plus) {
        var linear = linear(minus, times, plus);
        for (int i = 0; i < linears.length; i++) {
            linears[i] = linear;
        }
    }

    /// Quantized at once.
    private Linear linear(double minus, double times, double plus) {
        return input.values().quantize()
                .map(step -> new Linear(
                        (float) minus,
                        (float) (times / step.scale()),
                        (float) (plus / step.scale() + step.zeroPoint())))
                .orElseGet(() -> new Linear((float) minus, (float) times, (float) plus));
    }

    private static void fillBorder(Canvas canvas, float value) {
        var values = canvas.values();
        int count = canvas.count();
        for (int i = 0; i < count; i++) {
            values[i] = values[i] == values[i] ? values[i] : value;
        }
    }

    private static void replaceZeros(Canvas canvas, int from, int to, float value) {
        var values = canvas.values();
        for (int i = from * canvas.space(); i < to * canvas.space(); i++) {
            if (values[i] == 0 || values[i] != values[i]) {
                values[i] = value;
            }
        }
    }
}
