// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The place of one output in memory of ours, into which ONNX Runtime writes.
final class Pin implements AutoCloseable {
    private final OrtEnvironment environment;
    private final String name;
    private final ElementType type;
    private final List<Length> lengths;
    private final long[] shape;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);
    private Optional<Tensor> tensor = Optional.empty();
    private Optional<OnnxTensor> value = Optional.empty();

    /// How long an axis is.
    private sealed interface Length {
        record Fixed(long values) implements Length {}

        /// As long as that axis of that input: the graph gives both the same name.
        record AsInput(String input, int axis) implements Length {}
    }

    private Pin(OrtEnvironment environment, String name, ElementType type, List<Length> lengths) {
        this.environment = environment;
        this.name = name;
        this.type = type;
        this.lengths = List.copyOf(lengths);
        this.shape = new long[lengths.size()];
    }

    /// Empty when the output's shape cannot be told from the inputs'.
    static Optional<Pin> of(
            OrtEnvironment environment, String name, TensorInfo info, Map<String, NodeInfo> inputs) {
        var lengths = new ArrayList<Length>();
        for (int axis = 0; axis < info.getShape().length; axis++) {
            var length = info.getShape()[axis] >= 0
                    ? Optional.<Length>of(new Length.Fixed(info.getShape()[axis]))
                    : named(info.getDimensionNames()[axis], inputs);
            if (length.isEmpty()) {
                return Optional.empty();
            }
            lengths.add(length.get());
        }
        return Types.of(info).map(type -> new Pin(environment, name, type, lengths));
    }

    private static Optional<Length> named(String open, Map<String, NodeInfo> inputs) {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        for (var input : inputs.entrySet()) {
            if (input.getValue().getInfo() instanceof TensorInfo info) {
                int axis = Arrays.asList(info.getDimensionNames()).indexOf(open);
                if (axis >= 0) {
                    return Optional.of(new Length.AsInput(input.getKey(), axis));
                }
            }
        }
        return Optional.empty();
    }

    String name() {
        return name;
    }

    /// After [#fit].
    Tensor tensor() {
        return tensor.orElseThrow();
    }

    /// After [#fit].
    OnnxTensor value() {
        return value.orElseThrow();
    }

    /// Takes the shape that this feed asks for.
    ///
    /// @return whether it had another one
    boolean fit(Map<String, Tensor> feed) throws OrtException {
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = switch (lengths.get(axis)) {
                case Length.Fixed fixed -> fixed.values();
                case Length.AsInput same -> axisOf(feed.get(same.input()), same.axis());
            };
        }
        if (tensor.isPresent() && Types.same(tensor.get(), shape)) {
            return false;
        }
        close();
        var fresh = Tensor.over(room(), type, shape);
        value = Optional.of(OnnxTensor.createTensor(
                environment, fresh.bytes().duplicate().order(ByteOrder.nativeOrder()), shape.clone(),
                OnnxJavaType.valueOf(type.name())));
        tensor = Optional.of(fresh);
        return true;
    }

    /// A feed of another rank is ONNX Runtime's to refuse.
    private static long axisOf(Tensor input, int axis) {
        return axis < input.rank() ? input.length(axis) : 0;
    }

    private ByteBuffer room() {
        long bytes = type.bytes();
        for (long length : shape) {
            bytes = Math.multiplyExact(bytes, length);
        }
        if (bytes > memory.capacity()) {
            memory = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        }
        return memory.slice(0, (int) bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        value.ifPresent(OnnxTensor::close);
        value = Optional.empty();
        tensor = Optional.empty();
    }
}
