// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.gantry.tensor.Tensor;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The least that ONNX Runtime's Java API can do for a run: all values made beforehand, outputs written in
/// place, nothing checked. What the engine is measured against.
public final class BareLoop implements AutoCloseable {
    private final OrtSession session;
    private final RunOptions options;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();

    /// Takes over the session.
    ///
    /// @param feed  read in place
    /// @param gives tensors as large as the outputs that this feed makes
    BareLoop(OrtEnvironment environment, OrtSession session, Map<String, Tensor> feed, Map<String, Tensor> gives)
            throws OrtException {
        this.session = session;
        this.options = new RunOptions();
        fill(environment, inputs, feed);
        fill(environment, outputs, gives);
    }

    private static void fill(
            OrtEnvironment environment, Map<String, OnnxTensor> values, Map<String, Tensor> tensors)
            throws OrtException {
        for (var entry : tensors.entrySet()) {
            var tensor = entry.getValue();
            values.put(entry.getKey(), OnnxTensor.createTensor(
                    environment, tensor.bytes().duplicate().order(ByteOrder.nativeOrder()), tensor.shape(),
                    OnnxJavaType.valueOf(tensor.type().name())));
        }
    }

    /// @throws IllegalStateException when the run fails
    public void run() {
        try {
            session.run(inputs, Set.of(), outputs, options).close();
        } catch (OrtException e) {
            throw new IllegalStateException("the bare loop failed", e);
        }
    }

    /// Not while it runs.
    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        options.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the bare loop's session is not freed", e);
        }
    }
}
