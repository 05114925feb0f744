// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One graph, loaded and ready. Runs may come from any thread, and so may [#close]: freeing a native session
/// under a run kills the process, so the last run that is still in it frees it. Runs are made one after the
/// other.
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Provenance provenance;
    private final Signature signature;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private int runs;
    private boolean closing;
    private boolean freed;

    Session(OrtEnvironment environment, OrtSession session, Provenance provenance)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.provenance = provenance;
        this.signature = new Signature(ports(session.getInputInfo()), ports(session.getOutputInfo()));
    }

    public Provenance provenance() {
        return provenance;
    }

    public Signature signature() {
        return signature;
    }

    /// Runs the graph on the calling thread, which should be a platform thread: the native call pins it.
    ///
    /// @param feed one tensor for each of the graph's inputs, read in place
    public Ran run(Map<String, Tensor> feed, Brake brake) {
        if (!enter()) {
            return new Ran.Closed();
        }
        try {
            oneAtATime.lock();
            try {
                return brake.pulled() ? new Ran.Stopped() : compute(feed, brake);
            } finally {
                oneAtATime.unlock();
            }
        } catch (OrtException e) {
            return brake.pulled() ? new Ran.Stopped() : new Ran.Failed(e.getMessage());
        } finally {
            brake.release();
            leave();
        }
    }

    private Ran compute(Map<String, Tensor> feed, Brake brake) throws OrtException {
        var values = new HashMap<String, OnnxTensorLike>();
        try {
            for (var input : feed.entrySet()) {
                values.put(input.getKey(), value(input.getValue()));
            }
            try (var result = session.run(values, brake.attach())) {
                return outputs(result);
            }
        } finally {
            values.values().forEach(OnnxTensorLike::close);
        }
    }

    private OnnxTensor value(Tensor tensor) throws OrtException {
        var bytes = tensor.bytes().duplicate().order(tensor.bytes().order());
        return OnnxTensor.createTensor(
                environment, bytes, tensor.shape(), OnnxJavaType.valueOf(tensor.type().name()));
    }

    private static Ran outputs(OrtSession.Result result) throws OrtException {
        var outputs = new HashMap<String, Tensor>();
        for (var output : result) {
            if (!(output.getValue() instanceof OnnxTensor value)) {
                return new Ran.Failed("output " + output.getKey() + " is no tensor");
            }
            var type = type(value.getInfo());
            if (type.isEmpty()) {
                return new Ran.Failed("output " + output.getKey() + " is of type " + value.getInfo().type);
            }
            var tensor = Tensor.allocate(type.get(), value.getInfo().getShape());
            tensor.bytes().put(0, value.getByteBuffer(), 0, tensor.bytes().capacity());
            outputs.put(output.getKey(), tensor);
        }
        return new Ran.Completed(outputs);
    }

    private static Optional<ElementType> type(TensorInfo info) {
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(info.type.name()))
                .findFirst();
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
