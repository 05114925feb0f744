// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import java.util.Arrays;
import java.util.Optional;

/// Resizes planes of samples. Keeps its scratch space, so the next plane of a size costs no allocation.
/// Confined to one thread.
///
/// Columns are summed first: whole lines times a weight, many samples at a time. Of the lines that are short
/// then, four are narrowed side by side, as the sums of four do not wait for each other.
public final class Resampling {
    private static final int TOGETHER = 4;

    private final float[][] summed = new float[TOGETHER][];
    private float[] mapped = new float[0];
    private int[] holds = new int[0];
    private int[] places = new int[0];

    public Resampling() {
        Arrays.fill(summed, new float[0]);
    }

    /// Fills the outputs that the axes reach, and leaves the others alone.
    ///
    /// @param samples row by row, `down.inputs()` times `across.inputs()`
    /// @param lines   what each sample goes through first, once
    /// @param out     row by row from index `at` on, `down.outputs()` times `across.outputs()`
    public void resize(float[] samples, Axis across, Axis down, Optional<Lines> lines, float[] out, int at) {
        if (across.from() >= across.to()) {
            return;
        }
        int begin = begin(across);
        int end = end(across);
        prepare(across.inputs(), down.taps(), lines.isPresent());
        for (int top = down.from(); top < down.to(); top += TOGETHER) {
            int rows = Math.min(TOGETHER, down.to() - top);
            for (int j = 0; j < rows; j++) {
                var from = gather(samples, across.inputs(), down, top + j, lines, begin, end);
                sum(from, down, top + j, summed[j], begin, end);
            }
            narrow(across, rows, out, at + top * across.outputs());
        }
    }

    private static int begin(Axis across) {
        return Math.min(across.first(across.from()), across.first(across.to() - 1));
    }

    private static int end(Axis across) {
        return Math.max(across.first(across.from()), across.first(across.to() - 1)) + across.taps();
    }

    private void prepare(int columns, int taps, boolean mapping) {
        for (int j = 0; j < TOGETHER; j++) {
            if (summed[j].length < columns) {
                summed[j] = new float[columns];
            }
        }
        if (places.length < taps) {
            places = new int[taps];
            holds = new int[taps];
        }
        if (mapping) {
            Arrays.fill(holds, -1);
            if (mapped.length < taps * columns) {
                mapped = new float[taps * columns];
            }
        }
    }

    /// Finds the rows that an output row is made of; each is mapped once and kept as long as it is needed.
    private float[] gather(
            float[] samples, int columns, Axis down, int output, Optional<Lines> lines, int begin, int end) {
        int first = down.first(output);
        for (int k = 0; k < down.taps(); k++) {
            int row = first + k;
            if (lines.isEmpty()) {
                places[k] = row * columns;
                continue;
            }
            int slot = row % down.taps();
            places[k] = slot * columns;
            if (holds[slot] != row) {
                holds[slot] = row;
                lines.get().map(samples, row * columns + begin, mapped, slot * columns + begin, end - begin);
            }
        }
        return lines.isEmpty() ? samples : mapped;
    }

    private void sum(float[] rows, Axis down, int output, float[] out, int begin, int end) {
        var weights = down.weights();
        int at = down.at(output);
        int taps = down.taps();
        if (taps == 1) {
            System.arraycopy(rows, places[0] + begin, out, begin, end - begin);
            return;
        }
        first2(rows, places[0], places[1], weights[at], weights[at + 1], out, begin, end);
        int k = 2;
        for (; k + 3 < taps; k += 4) {
            add4(rows, k, weights, at + k, out, begin, end);
        }
        for (; k < taps; k++) {
            add(rows, places[k], weights[at + k], out, begin, end);
        }
    }

    private static void first2(
            float[] rows, int a, int b, float weightA, float weightB, float[] out, int begin, int end) {
        for (int x = begin; x < end; x++) {
            out[x] = rows[a + x] * weightA + rows[b + x] * weightB;
        }
    }

    private static void add(float[] rows, int a, float weight, float[] out, int begin, int end) {
        for (int x = begin; x < end; x++) {
            out[x] += rows[a + x] * weight;
        }
    }

    private void add4(float[] rows, int k, float[] weights, int at, float[] out, int begin, int end) {
        int a = places[k];
        int b = places[k + 1];
        int c = places[k + 2];
        int d = places[k + 3];
        float weightA = weights[at];
        float weightB = weights[at + 1];
        float weightC = weights[at + 2];
        float weightD = weights[at + 3];
        for (int x = begin; x < end; x++) {
            out[x] += rows[a + x] * weightA + rows[b + x] * weightB
                    + (rows[c + x] * weightC + rows[d + x] * weightD);
        }
    }

    private void narrow(Axis across, int rows, float[] out, int at) {
        if (across.plain()) {
            for (int j = 0; j < rows; j++) {
                System.arraycopy(summed[j], across.first(across.from()), out,
                        at + j * across.outputs() + across.from(), across.to() - across.from());
            }
            return;
        }
        var a = summed[0];
        var b = summed[Math.min(1, rows - 1)];
        var c = summed[Math.min(2, rows - 1)];
        var d = summed[rows - 1];
        int width = across.outputs();
        int atB = at + Math.min(1, rows - 1) * width;
        int atC = at + Math.min(2, rows - 1) * width;
        int atD = at + (rows - 1) * width;
        int taps = across.taps();
        var weights = across.weights();
        for (int x = across.from(); x < across.to(); x++) {
            int first = across.first(x);
            int weightAt = across.at(x);
            float sumA = 0;
            float sumB = 0;
            float sumC = 0;
            float sumD = 0;
            for (int k = 0; k < taps; k++) {
                float weight = weights[weightAt + k];
                sumA += a[first + k] * weight;
                sumB += b[first + k] * weight;
                sumC += c[first + k] * weight;
                sumD += d[first + k] * weight;
            }
            out[at + x] = sumA;
            out[atB + x] = sumB;
            out[atC + x] = sumC;
            out[atD + x] = sumD;
        }
    }
}
