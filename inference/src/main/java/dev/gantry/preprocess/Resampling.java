// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Input;
import dev.gantry.preprocess.Placement.Along;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/// Brings frames to one height and width. Keeps the weights of the last sizes seen and its scratch space, so
/// a scanner's next image costs no allocation. Confined to one thread.
final class Resampling {
    private static final int SIZES = 4;
    private static final int ROWS_AT_ONCE = 4;

    private final Input input;
    private final Plan[] plans = new Plan[SIZES];
    private int planned;
    private float[] narrowed = new float[0];

    private record Plan(int rows, int columns, Axis across, Axis down) {}

    Resampling(Input input) {
        this.input = input;
    }

    /// Fills `out`, height x width values, from `rows` x `columns` samples; where no sample reaches stands
    /// `outside`.
    void resize(float[] samples, int rows, int columns, float outside, float[] out) {
        var plan = plan(rows, columns);
        int width = input.width();
        int firstRow = plan.down.first(plan.down.from());
        int lastOutput = plan.down.to() - 1;
        int endRow = plan.down.first(lastOutput) + plan.down.count(lastOutput);
        if (narrowed.length < rows * width) {
            narrowed = new float[rows * width];
        }
        across(samples, plan.across, firstRow, endRow);
        Arrays.fill(out, outside);
        down(plan, out);
    }

    /// Where the last resized picture of the frame's size lies in the frame.
    Placement placement(Frame frame) {
        var plan = plan(frame.rows(), frame.columns());
        var spacing = frame.spacingMm();
        return new Placement(
                plan.across.along(mm(spacing.map(Spacing::columnMm))),
                plan.down.along(mm(spacing.map(Spacing::rowMm))),
                new Along(0, 1, 1, OptionalDouble.empty()));
    }

    private static OptionalDouble mm(Optional<Double> mm) {
        return mm.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    // The sums of four rows do not wait for each other: three times as fast as one row after the other, and
    // each sum still adds in the order that Pillow adds in.
    private void across(float[] in, Axis axis, int firstRow, int endRow) {
        int columns = axis.inputs();
        int width = axis.outputs();
        for (int top = firstRow; top < endRow; top += ROWS_AT_ONCE) {
            int a = Math.min(top, endRow - 1);
            int b = Math.min(top + 1, endRow - 1);
            int c = Math.min(top + 2, endRow - 1);
            int d = Math.min(top + 3, endRow - 1);
            for (int x = axis.from(); x < axis.to(); x++) {
                var weights = axis.weights(x);
                int first = axis.first(x);
                int atA = a * columns + first;
                int atB = b * columns + first;
                int atC = c * columns + first;
                int atD = d * columns + first;
                double sumA = 0;
                double sumB = 0;
                double sumC = 0;
                double sumD = 0;
                for (int k = 0; k < weights.length; k++) {
                    double weight = weights[k];
                    sumA += in[atA + k] * weight;
                    sumB += in[atB + k] * weight;
                    sumC += in[atC + k] * weight;
                    sumD += in[atD + k] * weight;
                }
                narrowed[a * width + x] = (float) sumA;
                narrowed[b * width + x] = (float) sumB;
                narrowed[c * width + x] = (float) sumC;
                narrowed[d * width + x] = (float) sumD;
            }
        }
    }

    private void down(Plan plan, float[] out) {
        int width = plan.across.outputs();
        for (int y = plan.down.from(); y < plan.down.to(); y++) {
            var weights = plan.down.weights(y);
            int first = plan.down.first(y);
            for (int x = plan.across.from(); x < plan.across.to(); x++) {
                double sum = 0;
                for (int k = 0; k < weights.length; k++) {
                    sum += narrowed[(first + k) * width + x] * weights[k];
                }
                out[y * width + x] = (float) sum;
            }
        }
    }

    private Plan plan(int rows, int columns) {
        for (var plan : plans) {
            if (plan != null && plan.rows == rows && plan.columns == columns) {
                return plan;
            }
        }
        var plan = newPlan(rows, columns);
        plans[planned++ % SIZES] = plan;
        return plan;
    }

    private Plan newPlan(int rows, int columns) {
        int height = input.height();
        int width = input.width();
        double tall = (double) height / rows;
        double wide = (double) width / columns;
        return switch (input.resize()) {
            case STRETCH -> new Plan(
                    rows, columns, new Axis(columns, width, 0, width), new Axis(rows, height, 0, height));
            case LETTERBOX -> scaled(rows, columns, Math.min(tall, wide));
            case CROP -> scaled(rows, columns, Math.max(tall, wide));
        };
    }

    private Plan scaled(int rows, int columns, double scale) {
        return new Plan(
                rows,
                columns,
                centred(columns, scale, input.width()),
                centred(rows, scale, input.height()));
    }

    private static Axis centred(int inputs, double scale, int outputs) {
        int resized = Math.max(1, (int) Math.round(inputs * scale));
        return new Axis(inputs, resized, Math.floorDiv(resized - outputs, 2), outputs);
    }
}
