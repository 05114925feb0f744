// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import dev.gantry.raster.Axis;
import java.util.Arrays;

/// What is made of a picture before it is normalized: planes of values, NaN where the picture does not reach.
/// Reused by the next picture.
///
/// Its depth, height and width run along the object's slices, rows and columns, whatever the tensor's layout.
final class Canvas {
    private float[] values = new float[0];
    private float[] padding = new float[0];
    private boolean padded;
    private int channels;
    private int depth;
    private int height;
    private int width;

    /// Blank: all NaN, no padding.
    void size(int channels, int depth, int height, int width) {
        this.channels = channels;
        this.depth = depth;
        this.height = height;
        this.width = width;
        this.padded = false;
        int count = Math.multiplyExact(channels * depth, height * width);
        if (values.length < count) {
            values = new float[count];
        }
        Arrays.fill(values, 0, count, Float.NaN);
    }

    float[] values() {
        return values;
    }

    /// Of each place, whatever the channel: which share of it is pixel padding (PS3.3 C.7.5.1.1.2).
    float[] padding() {
        return padding;
    }

    boolean padded() {
        return padded;
    }

    void usePadding() {
        int count = depth * height * width;
        if (padding.length < count) {
            padding = new float[count];
        }
        if (!padded) {
            Arrays.fill(padding, 0, count, 0);
            padded = true;
        }
    }

    int channels() {
        return channels;
    }

    int depth() {
        return depth;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /// Values of one channel.
    int space() {
        return depth * height * width;
    }

    int count() {
        return channels * space();
    }

    /// Where a plane begins among the values.
    int plane(int channel, int slice) {
        return (channel * depth + slice) * height * width;
    }

    /// Whether all is well in what the axes have drawn: no NaN, no infinity.
    static boolean finite(float[] values, int at, Axis across, Axis down) {
        int worst = 0;
        for (int y = down.from(); y < down.to(); y++) {
            int row = at + y * across.outputs();
            for (int x = across.from(); x < across.to(); x++) {
                worst = Math.max(worst, Float.floatToRawIntBits(values[row + x]) & 0x7FFF_FFFF);
            }
        }
        return worst < 0x7F80_0000;
    }

    /// Whether the axes leave nothing blank.
    static boolean full(Axis across, Axis down) {
        return across.from() == 0 && across.to() == across.outputs()
                && down.from() == 0 && down.to() == down.outputs();
    }
}
