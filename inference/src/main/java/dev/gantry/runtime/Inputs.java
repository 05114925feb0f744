// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A feed as ONNX Runtime wants it. A native value is made once for each tensor object, over the tensor's own
/// memory, and used as long as the same object comes: who fills its tensors anew for each run costs nothing
/// here.
final class Inputs implements AutoCloseable {
    private final OrtEnvironment environment;
    private final List<String> names;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, OnnxTensorLike> values = new HashMap<>();

    Inputs(OrtEnvironment environment, List<Port> ports) {
        this.environment = environment;
        this.names = ports.stream().map(Port::name).toList();
    }

    /// Takes a feed; empty when it has what the graph wants, by name.
    Optional<String> take(Map<String, Tensor> feed) throws OrtException {
        // By index: iterators are objects too.
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (!feed.containsKey(name)) {
                return Optional.of("the feed has no " + name + ": expected " + names + ", got " + feed.keySet());
            }
            take(name, feed.get(name));
        }
        return feed.size() == names.size()
                ? Optional.empty()
                : Optional.of("the feed has too much: expected " + names + ", got " + feed.keySet());
    }

    private void take(String name, Tensor tensor) throws OrtException {
        if (tensors.get(name) == tensor) {
            return;
        }
        var bytes = tensor.bytes().duplicate().order(tensor.bytes().order()).clear();
        var value = OnnxTensor.createTensor(
                environment, bytes, tensor.shape(), OnnxJavaType.valueOf(tensor.type().name()));
        forget(name);
        tensors.put(name, tensor);
        values.put(name, value);
    }

    private void forget(String name) {
        tensors.remove(name);
        Optional.ofNullable(values.remove(name)).ifPresent(OnnxTensorLike::close);
    }

    /// What was taken last.
    Map<String, OnnxTensorLike> values() {
        return values;
    }

    @Override
    public void close() {
        names.forEach(this::forget);
    }
}
