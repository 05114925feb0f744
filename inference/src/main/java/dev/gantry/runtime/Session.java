// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gantry.model.Manifest;
import dev.gantry.runtime.Signature.Port;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One graph, loaded and ready. Runs may come from any thread, and so may [#close]: freeing a native session
/// under a run kills the process, so the last run that is still in it frees it.
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Provenance provenance;
    private final Signature signature;
    private final String input;
    private final long[] shape;
    private final String output;
    private int runs;
    private boolean closing;
    private boolean freed;

    Session(OrtEnvironment environment, OrtSession session, Manifest manifest, Provenance provenance)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.provenance = provenance;
        this.signature = new Signature(ports(session.getInputInfo()), ports(session.getOutputInfo()));
        this.input = manifest.input().tensor();
        this.shape = manifest.input().shape().stream().mapToLong(Integer::longValue).toArray();
        this.output = manifest.output().tensor();
    }

    public Provenance provenance() {
        return provenance;
    }

    public Signature signature() {
        return signature;
    }

    /// Runs the graph on the calling thread, which should be a platform thread: the native call pins it.
    ///
    /// @param tensor the values of the manifest's input, in a direct buffer of native order: read in place
    public Ran run(FloatBuffer tensor, Brake brake) {
        if (!tensor.isDirect() || tensor.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the tensor must lie in a direct buffer of native order");
        }
        if (!enter()) {
            return new Ran.Closed();
        }
        try {
            return brake.pulled() ? new Ran.Stopped() : compute(tensor, brake);
        } catch (OrtException e) {
            return brake.pulled() ? new Ran.Stopped() : new Ran.Failed(e.getMessage());
        } finally {
            brake.release();
            leave();
        }
    }

    private Ran compute(FloatBuffer tensor, Brake brake) throws OrtException {
        var options = brake.attach();
        try (var value = OnnxTensor.createTensor(environment, tensor, shape);
                var result = session.run(Map.of(input, value), Set.of(output), options)) {
            if (result.get(0) instanceof OnnxTensor scores) {
                var buffer = scores.getFloatBuffer();
                var values = new float[buffer.remaining()];
                buffer.get(values);
                return new Ran.Completed(values);
            }
            return new Ran.Failed("output " + output + " is no tensor");
        }
    }

    /// Lets no more runs in. The native session is freed at once, or by the run that leaves last.
    @Override
    public synchronized void close() {
        closing = true;
        freeWhenUnused();
    }

    /// Runs that are inside now.
    synchronized int runs() {
        return runs;
    }

    synchronized boolean freed() {
        return freed;
    }

    private synchronized boolean enter() {
        if (closing) {
            return false;
        }
        runs++;
        return true;
    }

    private synchronized void leave() {
        runs--;
        freeWhenUnused();
    }

    private void freeWhenUnused() {
        if (!closing || runs > 0 || freed) {
            return;
        }
        freed = true;
        try {
            session.close();
        } catch (OrtException e) {
            LOG.error("session not freed model={}", provenance.model(), e);
        }
    }

    private static List<Port> ports(Map<String, NodeInfo> nodes) {
        var ports = new ArrayList<Port>();
        nodes.forEach((name, node) -> ports.add(
                node.getInfo() instanceof TensorInfo tensor
                        ? new Port(name, tensor.type.name(),
                                Arrays.stream(tensor.getShape()).boxed().toList())
                        : new Port(name, "no tensor", List.of())));
        return ports;
    }
}
