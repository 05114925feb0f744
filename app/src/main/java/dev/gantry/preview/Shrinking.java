// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import java.util.BitSet;
import java.util.Optional;

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
    private boolean padded;

    /// @param most pixels of the longer side of what comes out
    Shrinking(int rows, int columns, int most) {
        this.rows = rows;
        this.columns = columns;
        this.by = Math.max(1, Math.ceilDiv(Math.max(rows, columns), most));
        this.outColumns = Math.ceilDiv(columns, by);
        this.sums = new float[outRows() * outColumns];
    }

    /// The next rows, whole ones.
    ///
    /// @param samples are this one's from now on
    /// @param padding which of them are no picture
    void add(float[] samples, Optional<BitSet> padding) {
        padded |= padding.isPresent();
        padding.ifPresent(those -> those.stream().forEach(i -> samples[i] = Float.NaN));
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

    /// The picture, once all rows were added; to be asked once. What holds any sample that is no picture gets the darkest
    /// value of the rest.
    ///
    /// @param inverted the greatest is the darkest
    float[] means(boolean inverted) {
        for (int y = 0; y < outRows(); y++) {
            int down = Math.min(by, rows - y * by);
            int last = (y + 1) * outColumns - 1;
            divide(last - outColumns + 1, last, down * by);
            divide(last, last + 1, down * (columns - (outColumns - 1) * by));
        }
        if (padded) {
            fill(inverted);
        } else {
            for (float mean : sums) {
                low = Math.min(low, mean);
                high = Math.max(high, mean);
            }
        }
        return sums;
    }

    private void divide(int from, int to, int samples) {
        for (int i = from; i < to; i++) {
            sums[i] /= samples;
        }
    }

    private void fill(boolean inverted) {
        for (float mean : sums) {
            low = mean < low ? mean : low; // false for NaN
            high = mean > high ? mean : high;
        }
        if (low > high) { // nothing is a picture
            low = 0;
            high = 0;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Float.isNaN(sums[i]) ? (inverted ? high : low) : sums[i];
        }
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
