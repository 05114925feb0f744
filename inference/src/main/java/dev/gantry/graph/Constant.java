// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// A tensor that is part of the graph: a weight, a scale, a shape. Its values lie in row-major order.
public final class Constant {
    private final TensorProto proto;

    Constant(TensorProto proto) {
        this.proto = proto;
    }

    /// Single precision; an empty shape is a scalar.
    public static Constant floats(String name, List<Long> shape, float... values) {
        var bytes = bytes(name, shape, values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return of(name, DataType.FLOAT, shape, bytes);
    }

    public static Constant int8(String name, List<Long> shape, byte... values) {
        return of(name, DataType.INT8, shape, bytes(name, shape, values.length, 1).put(values).flip());
    }

    /// Values from 0 to 255 as Java's signed bytes.
    public static Constant uint8(String name, List<Long> shape, byte... values) {
        return of(name, DataType.UINT8, shape, bytes(name, shape, values.length, 1).put(values).flip());
    }

    public static Constant int32(String name, List<Long> shape, int... values) {
        var bytes = bytes(name, shape, values.length, Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return of(name, DataType.INT32, shape, bytes);
    }

    public static Constant int64(String name, List<Long> shape, long... values) {
        var bytes = bytes(name, shape, values.length, Long.BYTES);
        bytes.asLongBuffer().put(values);
        return of(name, DataType.INT64, shape, bytes);
    }

    private static Constant of(String name, DataType type, List<Long> shape, ByteBuffer bytes) {
        return new Constant(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(bytes))
                .build());
    }

    private static ByteBuffer bytes(String name, List<Long> shape, int values, int bytesEach) {
        if (size(shape) != values) {
            throw new IllegalArgumentException(
                    name + ": a tensor of shape " + shape + " has " + size(shape) + " values, not " + values);
        }
        return ByteBuffer.allocate(values * bytesEach).order(ByteOrder.LITTLE_ENDIAN);
    }

    public String name() {
        return proto.getName();
    }

    public Constant named(String name) {
        return new Constant(proto.toBuilder().setName(name).build());
    }

    public List<Long> shape() {
        return proto.getDimsList();
    }

    /// How many values.
    public int size() {
        return size(shape());
    }

    private static int size(List<Long> shape) {
        long size = 1;
        for (long side : shape) {
            size = Math.multiplyExact(size, side);
        }
        return Math.toIntExact(size);
    }

    /// ONNX's name of the element type: `FLOAT`, `INT8`.
    public String type() {
        return DataType.forNumber(proto.getDataType()).name();
    }

    public boolean isFloat() {
        return proto.getDataType() == DataType.FLOAT_VALUE;
    }

    boolean external() {
        return proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    /// @throws IllegalArgumentException when the tensor is not of single precision, or is cut off
    public float[] floats() {
        if (!isFloat()) {
            throw new IllegalArgumentException(name() + ": expected FLOAT values, got " + type());
        }
        var values = new float[size()];
        if (proto.hasRawData()) {
            raw(Float.BYTES).asFloatBuffer().get(values);
        } else {
            complete(proto.getFloatDataCount());
            for (int i = 0; i < values.length; i++) {
                values[i] = proto.getFloatData(i);
            }
        }
        return values;
    }

    /// Integers of any width, signed or not, and booleans as 0 and 1.
    ///
    /// @throws IllegalArgumentException when the tensor holds none, or is cut off
    public long[] integers() {
        var values = new long[size()];
        boolean raw = proto.hasRawData();
        switch (DataType.forNumber(proto.getDataType())) {
            case INT64 -> {
                if (raw) {
                    raw(Long.BYTES).asLongBuffer().get(values);
                } else {
                    complete(proto.getInt64DataCount());
                    Arrays.setAll(values, proto::getInt64Data);
                }
            }
            case INT32 -> {
                var ints = raw ? raw(Integer.BYTES).asIntBuffer() : null;
                Arrays.setAll(values, i -> raw ? ints.get(i) : small(i));
            }
            case INT8 -> {
                var bytes = raw ? raw(1) : null;
                Arrays.setAll(values, i -> raw ? bytes.get(i) : small(i));
            }
            case UINT8, BOOL -> {
                var bytes = raw ? raw(1) : null;
                Arrays.setAll(values, i -> raw ? Byte.toUnsignedInt(bytes.get(i)) : small(i));
            }
            default -> throw new IllegalArgumentException(name() + ": expected integers, got " + type());
        }
        return values;
    }

    private int small(int at) {
        complete(proto.getInt32DataCount());
        return proto.getInt32Data(at);
    }

    private ByteBuffer raw(int bytesEach) {
        complete(proto.getRawData().size() / bytesEach);
        return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void complete(int values) {
        if (values != size()) {
            throw new IllegalArgumentException("the tensor " + name() + " of shape " + shape() + " needs "
                    + size() + " values, the file holds " + values + ": the export was cut off, or damaged");
        }
    }

    TensorProto proto() {
        return proto;
    }
}
