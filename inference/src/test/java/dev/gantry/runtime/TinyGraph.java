// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.tensor.ElementType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A small ONNX graph, written field by field in protobuf's wire format (onnx.proto), so that a test shows the
/// graph it speaks of.
final class TinyGraph {
    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private long irVersion = 8;
    private long opset = 13;
    private String domain = "";

    /// @param shape a number, or a name where the graph leaves the size open
    TinyGraph input(String name, ElementType type, Object... shape) {
        message(graph, 11, port(name, type, shape));
        return this;
    }

    TinyGraph output(String name, ElementType type, Object... shape) {
        message(graph, 12, port(name, type, shape));
        return this;
    }

    /// A list of tensors: nothing that Gantry reads.
    TinyGraph sequenceOutput(String name, ElementType type) {
        var tensor = new ByteArrayOutputStream();
        number(tensor, 1, code(type));
        var element = new ByteArrayOutputStream();
        message(element, 1, tensor.toByteArray());
        var sequence = new ByteArrayOutputStream();
        message(sequence, 1, element.toByteArray());
        var types = new ByteArrayOutputStream();
        message(types, 4, sequence.toByteArray());
        var port = new ByteArrayOutputStream();
        text(port, 1, name);
        message(port, 2, types.toByteArray());
        message(graph, 12, port.toByteArray());
        return this;
    }

    TinyGraph constant(String name, long... values) {
        var raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        var tensor = new ByteArrayOutputStream();
        number(tensor, 1, values.length);
        number(tensor, 2, code(ElementType.INT64));
        text(tensor, 8, name);
        message(tensor, 9, raw.array());
        message(graph, 5, tensor.toByteArray());
        return this;
    }

    TinyGraph node(String operator, List<String> inputs, String output) {
        var node = new ByteArrayOutputStream();
        inputs.forEach(input -> text(node, 1, input));
        text(node, 2, output);
        text(node, 3, operator + "-" + output);
        text(node, 4, operator);
        if (!domain.isEmpty()) {
            text(node, 7, domain);
        }
        message(graph, 1, node.toByteArray());
        return this;
    }

    TinyGraph operatorsOf(String otherDomain) {
        domain = otherDomain;
        return this;
    }

    TinyGraph opset(long version) {
        opset = version;
        return this;
    }

    TinyGraph irVersion(long version) {
        irVersion = version;
        return this;
    }

    byte[] bytes() {
        text(graph, 2, "tiny");
        var model = new ByteArrayOutputStream();
        number(model, 1, irVersion);
        message(model, 7, graph.toByteArray());
        message(model, 8, opset("", opset));
        if (!domain.isEmpty()) {
            message(model, 8, opset(domain, 1));
        }
        return model.toByteArray();
    }

    /// Takes a tensor of one type and gives it back.
    static byte[] identity(ElementType type, Object... shape) {
        return new TinyGraph().input("x", type, shape).output("y", type, shape)
                .node("Identity", List.of("x"), "y").bytes();
    }

    private static byte[] opset(String domain, long version) {
        var opset = new ByteArrayOutputStream();
        text(opset, 1, domain);
        number(opset, 2, version);
        return opset.toByteArray();
    }

    private static byte[] port(String name, ElementType type, Object... shape) {
        var dimensions = new ByteArrayOutputStream();
        for (var length : shape) {
            var dimension = new ByteArrayOutputStream();
            switch (length) {
                case Integer fixed -> number(dimension, 1, fixed);
                case String open -> text(dimension, 2, open);
                default -> throw new IllegalArgumentException("neither a number nor a name: " + length);
            }
            message(dimensions, 1, dimension.toByteArray());
        }
        var tensor = new ByteArrayOutputStream();
        number(tensor, 1, code(type));
        message(tensor, 2, dimensions.toByteArray());
        var types = new ByteArrayOutputStream();
        message(types, 1, tensor.toByteArray());
        var port = new ByteArrayOutputStream();
        text(port, 1, name);
        message(port, 2, types.toByteArray());
        return port.toByteArray();
    }

    /// TensorProto.DataType
    private static int code(ElementType type) {
        return switch (type) {
            case FLOAT -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT32 -> 6;
            case INT64 -> 7;
            case BOOL -> 9;
            case FLOAT16 -> 10;
        };
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3);
        varint(out, value);
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        message(out, field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void message(ByteArrayOutputStream out, int field, byte[] message) {
        varint(out, (long) field << 3 | 2);
        varint(out, message.length);
        out.writeBytes(message);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
