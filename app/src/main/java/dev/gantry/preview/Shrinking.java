// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import java.util.Arrays;

/// Makes a picture smaller by a whole number: each pixel is the mean of a square. Takes rows as they come.
final class Shrinking {
    private final int rows;
    private final int columns;
    private final int by;
    private final int outColumns;
    private final float[] sums;
    private float low = Float.POSITIVE_INFINITY;
    private float high = Float.NEGATIVE_INFINITY;
    private int row;

    /// @param most pixels of the longer side of what comes out
    Shrinking(int rows, int columns, int most) {
        this.rows = rows;
        this.columns = columns;
        this.by = Math.max(1, Math.ceilDiv(Math.max(rows, columns), most));
        this.outColumns = Math.ceilDiv(columns, by);
        this.sums = new float[outRows() * outColumns];
    }

    /// The next rows, whole ones.
    void add(float[] samples) {
        for (int at = 0; at < samples.length; at += columns) {
            addRow(samples, at, row++ / by * outColumns);
        }
    }

    private void addRow(float[] samples, int at, int out) {
        switch (by) {
            case 1 -> System.arraycopy(samples, at, sums, out, columns);
            case 2 -> {
                int pairs = columns / 2;
                for (int x = 0; x < pairs; x++) {
                    sums[out + x] += samples[at + 2 * x] + samples[at + 2 * x + 1];
                }
                if (pairs < outColumns) {
                    sums[out + pairs] += samples[at + columns - 1];
                }
            }
            default -> {
                for (int x = 0, from = 0; x < outColumns; x++, from += by) {
                    float sum = 0;
                    for (int i = from, end = Math.min(from + by, columns); i < end; i++) {
                        sum += samples[at + i];
                    }
                    sums[out + x] += sum;
                }
            }
        }
    }

    /// The picture, once all rows were added.
    float[] means() {
        var means = Arrays.copyOf(sums, sums.length);
        for (int y = 0, i = 0; y < outRows(); y++) {
            int down = Math.min(by, rows - y * by);
            for (int x = 0; x < outColumns; x++, i++) {
                means[i] /= down * Math.min(by, columns - x * by);
                low = Math.min(low, means[i]);
                high = Math.max(high, means[i]);
            }
        }
        return means;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int outRows() {
        return Math.ceilDiv(rows, by);
    }

    int outColumns() {
        return outColumns;
    }

    /// Of the means.
    float low() {
        return low;
    }

    /// Of the means.
    float high() {
        return high;
    }
}
