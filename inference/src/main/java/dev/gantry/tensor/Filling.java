// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/// Writes lines of numbers into a tensor of any type, shifted, scaled and rounded on the way.
///
/// Integers are rounded to the nearest, halves to even, and kept within the type's range. Confined to one
/// thread; allocates nothing.
public final class Filling {
    private static final int CHUNK = 2048;

    private final Tensor tensor;
    private final FloatBuffer floats;
    private final ShortBuffer shorts;
    private final float[] line = new float[CHUNK];
    private final short[] halves = new short[CHUNK];
    private final byte[] bytes = new byte[CHUNK];

    public Filling(Tensor tensor) {
        this.tensor = tensor;
        this.floats = tensor.bytes().asFloatBuffer();
        this.shorts = tensor.bytes().asShortBuffer();
    }

    public Tensor tensor() {
        return tensor;
    }

    /// Writes `(value - minus) * times + plus` for each of `count` values.
    ///
    /// @param at     index of the first in the tensor
    /// @param stride from one to the next in the tensor
    public void line(float[] values, int from, int count, Linear linear, int at, int stride) {
        for (int done = 0; done < count; done += CHUNK) {
            int n = Math.min(CHUNK, count - done);
            map(values, from + done, n, linear.minus, linear.times, linear.plus);
            if (stride == 1) {
                store(n, at + done);
            } else {
                scatter(n, at + done * stride, stride);
            }
        }
    }

    /// What is done to each number: `(x - minus) * times + plus`.
    public record Linear(float minus, float times, float plus) {}

    private void map(float[] values, int from, int n, float minus, float times, float plus) {
        for (int i = 0; i < n; i++) {
            line[i] = (values[from + i] - minus) * times + plus;
        }
    }

    private void store(int n, int at) {
        switch (tensor.type()) {
            case FLOAT -> floats.put(at, line, 0, n);
            case FLOAT16 -> {
                for (int i = 0; i < n; i++) {
                    halves[i] = Float.floatToFloat16(line[i]);
                }
                shorts.put(at, halves, 0, n);
            }
            case UINT8 -> octets(n, at, 0, 255);
            case INT8 -> octets(n, at, -128, 127);
            case INT32, INT64, BOOL -> scatter(n, at, 1);
        }
    }

    private void octets(int n, int at, int least, int most) {
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) (int) Math.rint((double) Math.max(least, Math.min(most, line[i])));
        }
        tensor.bytes().put(at, bytes, 0, n);
    }

    private void scatter(int n, int at, int stride) {
        if (tensor.type() == ElementType.FLOAT) {
            for (int i = 0; i < n; i++) {
                floats.put(at + i * stride, line[i]);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            tensor.set(at + i * stride, line[i]);
        }
    }
}
