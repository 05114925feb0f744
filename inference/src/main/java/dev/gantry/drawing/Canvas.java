// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.drawing;

import dev.gantry.raster.Axis;
import java.util.Arrays;

/// What is made of a picture before it is normalized: planes of values, NaN where the picture does not reach.
/// Reused by the next picture.
///
/// Its depth, height and width run along the object's slices, rows and columns, whatever the tensor's layout.
public final class Canvas {
    private float[] values = new float[0];
    private float[] padding = new float[0];
    private boolean padded;
    private int channels;
    private int depth;
    private int height;
    private int width;

    /// Blank: all NaN, no padding.
    public void size(int channels, int depth, int height, int width) {
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

    public float[] values() {
        return values;
    }

    /// Of each place, whatever the channel: which share of it is pixel padding (PS3.3 C.7.5.1.1.2).
    public float[] padding() {
        return padding;
    }

    public boolean padded() {
        return padded;
    }

    public void usePadding() {
        int count = depth * height * width;
        if (padding.length < count) {
            padding = new float[count];
        }
        if (!padded) {
            Arrays.fill(padding, 0, count, 0);
            padded = true;
        }
    }

    public int channels() {
        return channels;
    }

    public int depth() {
        return depth;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /// Values of one channel.
    int space() {
        return depth * height * width;
    }

    public int count() {
        return channels * space();
    }

    /// Where a plane begins among the values.
    public int plane(int channel, int slice) {
        return (channel * depth + slice) * height * width;
    }

    /// Copies a plane of all channels to another.
    public void repeat(int slice, int to) {
        for (int channel = 0; channel < channels; channel++) {
            System.arraycopy(values, plane(channel, slice), values, plane(channel, to), height * width);
        }
        if (padded) {
            System.arraycopy(padding, plane(0, slice), padding, plane(0, to), height * width);
        }
    }

    /// Spreads samples: `low` becomes 0, `high` 1; a flat picture becomes 0.
    ///
    /// @return false when the range is no number
    public boolean spread(float low, float high) {
        double range = (double) high - low;
        if (!Double.isFinite(range)) {
            return false;
        }
        float scale = range > 0 ? (float) (1 / range) : 0;
        int count = count();
        for (int i = 0; i < count; i++) {
            values[i] = (values[i] - low) * scale;
        }
        return true;
    }

    /// Cuts off what lies outside of 0 to 1.
    public void clip() {
        int count = count();
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(0, Math.min(1, values[i]));
        }
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
}
