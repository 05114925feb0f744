// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds tensors of an ONNX graph that lie in a file of their own (TensorProto.data_location EXTERNAL): ONNX
/// Runtime reads such a file without a word, and no checksum of the manifest covers it.
///
/// Walks only along the fields on the way to a tensor and steps over all others, weights too: takes
/// milliseconds whatever the size. What is no protobuf at all is left for the gate that loads the graph.
final class ExternalWeights {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int GROUP_START = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED_32 = 5;
    private static final int DEEPEST = 64;

    private ExternalWeights() {}

    /// A message of onnx.proto and the fields of it that may lead to a tensor.
    private enum Message {
        ENTRY, TENSOR, SPARSE, ATTRIBUTE, NODE, GRAPH, FUNCTION, TRAINING, MODEL;

        private Map<Integer, Message> within() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION);
                case TRAINING -> Map.of(1, GRAPH, 2, GRAPH);
                case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
                case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE);
                case NODE -> Map.of(5, ATTRIBUTE);
                case ATTRIBUTE -> Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE, 23, SPARSE);
                case SPARSE -> Map.of(1, TENSOR, 2, TENSOR);
                case TENSOR -> Map.of(13, ENTRY);
                case ENTRY -> Map.of();
            };
        }
    }

    /// The files in which such tensors lie, as the graph names them: counted from its own folder. Empty when
    /// it holds all of its own.
    static Set<String> locations(Path graph) throws IOException {
        try (var channel = FileChannel.open(graph, StandardOpenOption.READ)) {
            // A protobuf message ends at 2 GB, and so does a map; ONNX Runtime refuses what is larger.
            long size = Math.min(channel.size(), Integer.MAX_VALUE);
            return locations(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
        }
    }

    static Set<String> locations(ByteBuffer graph) {
        var found = new TreeSet<String>();
        try {
            walk(graph.order(ByteOrder.LITTLE_ENDIAN), Message.MODEL, 0, found);
        } catch (Broken _) {
            return found;
        }
        return found;
    }

    /// No protobuf from here on.
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static void walk(ByteBuffer in, Message message, int depth, Set<String> found) throws Broken {
        if (depth > DEEPEST) {
            throw new Broken();
        }
        var within = message.within();
        while (in.hasRemaining()) {
            long tag = varint(in);
            var next = within.get((int) (tag >>> 3));
            if ((tag & 7) != LENGTH || next == null) {
                skip(in, (int) (tag & 7));
            } else if (next == Message.ENTRY) {
                entry(part(in), found);
            } else {
                walk(part(in), next, depth + 1, found);
            }
        }
    }

    /// StringStringEntryProto of TensorProto.external_data: key 1, value 2.
    private static void entry(ByteBuffer in, Set<String> found) throws Broken {
        var key = "";
        var value = "";
        while (in.hasRemaining()) {
            long tag = varint(in);
            if ((tag & 7) != LENGTH) {
                skip(in, (int) (tag & 7));
                continue;
            }
            var text = StandardCharsets.UTF_8.decode(part(in)).toString();
            if (tag >>> 3 == 1) {
                key = text;
            } else if (tag >>> 3 == 2) {
                value = text;
            }
        }
        if (key.equals("location")) {
            found.add(value);
        }
    }

    private static ByteBuffer part(ByteBuffer in) throws Broken {
        int length = length(in, varint(in));
        var part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static void skip(ByteBuffer in, int wireType) throws Broken {
        int bytes = switch (wireType) {
            case VARINT -> {
                varint(in);
                yield 0;
            }
            case FIXED_64 -> Long.BYTES;
            case LENGTH -> length(in, varint(in));
            case GROUP_START, GROUP_END -> 0; // no field of ONNX: what is inside is walked as if outside
            case FIXED_32 -> Integer.BYTES;
            default -> throw new Broken();
        };
        in.position(in.position() + length(in, bytes));
    }

    private static int length(ByteBuffer in, long wanted) throws Broken {
        if (wanted < 0 || wanted > in.remaining()) {
            throw new Broken();
        }
        return (int) wanted;
    }

    private static long varint(ByteBuffer in) throws Broken {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw new Broken();
            }
            int next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Broken();
    }
}
