// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;

/// Values of one type and their shape, row by row, in a direct buffer of native order: what a native library
/// reads in place. (ONNX Runtime reads the other byte order as garbage, without an error.)
///
/// Not compared and not copied: who holds it shares it.
public final class Tensor {
    private final ElementType type;
    private final long[] shape;
    private final int size;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    private Tensor(ElementType type, ByteBuffer bytes, long... shape) {
        this.type = type;
        this.shape = shape.clone();
        this.size = count(shape);
        if (!bytes.isDirect() || bytes.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("a tensor's values must lie in a direct buffer of native order");
        }
        if (bytes.capacity() != (long) size * type.bytes()) {
            throw new IllegalArgumentException("a tensor " + type + Arrays.toString(shape) + " has "
                    + (long) size * type.bytes() + " bytes, not " + bytes.capacity());
        }
        this.bytes = bytes;
        this.floats = bytes.asFloatBuffer();
    }

    /// All values 0.
    public static Tensor allocate(ElementType type, long... shape) {
        var bytes = ByteBuffer.allocateDirect(Math.multiplyExact(count(shape), type.bytes()));
        return new Tensor(type, bytes.order(ByteOrder.nativeOrder()), shape);
    }

    /// @param bytes the values, used in place: direct, in native order, from index 0 to its capacity
    public static Tensor over(ByteBuffer bytes, ElementType type, long... shape) {
        return new Tensor(type, bytes, shape);
    }

    /// A copy of the values as `FLOAT`.
    public static Tensor of(float[] values, long... shape) {
        var tensor = allocate(ElementType.FLOAT, shape);
        tensor.floats().put(0, values);
        return tensor;
    }

    /// One part along the first axis, as a tensor of first length 1 over the same memory.
    public Tensor part(int index) {
        var lengths = shape.clone();
        int parts = Math.toIntExact(lengths[0]);
        lengths[0] = 1;
        int length = bytes.capacity() / parts;
        return new Tensor(type, bytes.slice(index * length, length).order(ByteOrder.nativeOrder()), lengths);
    }

    /// The first parts along the first axis, as a tensor over the same memory.
    public Tensor first(int parts) {
        var lengths = shape.clone();
        int length = bytes.capacity() / Math.toIntExact(lengths[0]);
        lengths[0] = parts;
        return new Tensor(type, bytes.slice(0, parts * length).order(ByteOrder.nativeOrder()), lengths);
    }

    public ElementType type() {
        return type;
    }

    /// A copy.
    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    public long length(int axis) {
        return shape[axis];
    }

    /// Number of values.
    public int size() {
        return size;
    }

    /// The values' own bytes; only absolute access, please: position and limit are everyone's.
    public ByteBuffer bytes() {
        return bytes;
    }

    /// The values' own memory, of a tensor of type `FLOAT`; absolute access only, as [#bytes].
    public FloatBuffer floats() {
        if (type != ElementType.FLOAT) {
            throw new IllegalStateException("a tensor of " + type + " has no floats of its own");
        }
        return floats;
    }

    /// One value, whatever its type; INT64 values beyond 2^24 lose digits.
    public float get(int index) {
        return switch (type) {
            case FLOAT -> floats.get(index);
            case FLOAT16 -> Float.float16ToFloat(bytes.getShort(index * Short.BYTES));
            case UINT8, BOOL -> Byte.toUnsignedInt(bytes.get(index));
            case INT8 -> bytes.get(index);
            case INT32 -> bytes.getInt(index * Integer.BYTES);
            case INT64 -> bytes.getLong(index * Long.BYTES);
        };
    }

    /// Sets one value; integer types round to the nearest and keep within their range.
    public void set(int index, float value) {
        switch (type) {
            case FLOAT -> floats.put(index, value);
            case FLOAT16 -> bytes.putShort(index * Short.BYTES, Float.floatToFloat16(value));
            case UINT8 -> bytes.put(index, (byte) Math.clamp(Math.rint(value), 0, 255));
            case BOOL -> bytes.put(index, (byte) (value == 0 ? 0 : 1));
            case INT8 -> bytes.put(index, (byte) Math.clamp(Math.rint(value), -128, 127));
            case INT32 -> bytes.putInt(index * Integer.BYTES, (int) Math.rint(value));
            case INT64 -> bytes.putLong(index * Long.BYTES, (long) Math.rint(value));
        }
    }

    /// Sets all to normal values of mean 0 and deviation 1: those of `java.util.Random`, whose algorithm is specified,
    /// so that a seed means the same everywhere.
    public void noise(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < size; i++) {
            set(i, (float) random.nextGaussian());
        }
    }

    /// A copy of all values.
    public float[] toFloats() {
        var values = new float[size];
        if (type == ElementType.FLOAT) {
            floats.get(0, values);
        } else {
            for (int i = 0; i < size; i++) {
                values[i] = get(i);
            }
        }
        return values;
    }

    private static int count(long... shape) {
        long count = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("not a tensor's shape: " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, length);
        }
        return Math.toIntExact(count);
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
