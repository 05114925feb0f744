// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a graph's outputs go. Those whose shape is known before the run (the graph fixes it, or names its open
/// sizes as it names the inputs') are written by ONNX Runtime straight into memory that is used again and again;
/// the others, whose size depends on what is in the picture, are copied.
///
/// What is no tensor, or of a type that [dev.gantry.tensor.ElementType] lacks, is not asked for.
final class Outputs implements AutoCloseable {
    private final List<Pin> pins = new ArrayList<>();
    private final Map<String, OnnxTensor> pinned = new HashMap<>();
    private Set<String> copied = Set.of();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private Ran.Completed completed = new Ran.Completed(Map.of());

    Outputs(OrtEnvironment environment, Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs) {
        outputs.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo info && Types.of(info).isPresent()) {
                Pin.of(environment, name, info, inputs).ifPresentOrElse(pins::add, () -> copy(name));
            }
        });
    }

    /// Nothing that could be read.
    boolean none() {
        return pins.isEmpty() && copied.isEmpty();
    }

    /// Makes room for what this feed will give.
    void fit(Map<String, Tensor> feed) throws OrtException {
        for (int i = 0; i < pins.size(); i++) {
            var pin = pins.get(i);
            if (pin.fit(feed)) {
                pinned.put(pin.name(), pin.value());
                put(pin.name(), pin.tensor());
            }
        }
    }

    /// To be written in place.
    Map<String, OnnxTensor> pinned() {
        return pinned;
    }

    /// To be asked for.
    Set<String> copied() {
        return copied;
    }

    /// The same object after each run, as long as the shapes stay.
    Ran take(OrtSession.Result result) throws OrtException {
        if (!copied.isEmpty()) {
            for (var name : copied) {
                if (!(result.get(name).orElseThrow() instanceof OnnxTensor value)) {
                    return new Ran.Failed("output " + name + " is no tensor");
                }
                copy(name, value);
            }
        }
        return completed;
    }

    /// The graph gave another shape than it declares: from now on nothing is expected of it.
    void copyAll() {
        pins.forEach(pin -> copy(pin.name()));
        releasePins();
    }

    /// Immutable sets cost nothing to look through when they are empty.
    private void copy(String name) {
        var more = new HashSet<>(copied);
        more.add(name);
        copied = Set.copyOf(more);
    }

    private void copy(String name, OnnxTensor value) throws OrtException {
        var info = value.getInfo();
        var type = Types.of(info).orElseThrow(); // as the graph declares it
        var shape = info.getShape();
        var room = tensors.get(name);
        var tensor = room != null && Types.same(room, shape) ? room : Tensor.allocate(type, shape);
        tensor.bytes().put(0, value.getByteBuffer(), 0, tensor.bytes().capacity());
        if (tensor != room) {
            put(name, tensor);
        }
    }

    private void put(String name, Tensor tensor) {
        tensors.put(name, tensor);
        completed = new Ran.Completed(tensors);
    }

    private void releasePins() {
        pins.forEach(Pin::close);
        pins.clear();
        pinned.clear();
    }

    @Override
    public void close() {
        releasePins();
    }
}
