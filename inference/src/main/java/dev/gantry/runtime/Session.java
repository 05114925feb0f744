// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One graph, loaded and ready. Runs may come from any thread, and so may [#close]: freeing a native session
/// under a run kills the process, so the last run that is still in it frees it. Runs are made one after the
/// other; on a GPU they should all come from one thread (threads that take turns are reported to make its
/// memory grow).
///
/// A run whose feed has the tensor objects of the run before allocates no more than ONNX Runtime's own Java
/// method does, where the shapes of the outputs are known beforehand ([Outputs]).
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Ran STOPPED = new Ran.Stopped();
    private static final Ran CLOSED = new Ran.Closed();

    private final OrtSession session;
    private final Provenance provenance;
    private final Signature signature;
    private final Inputs inputs;
    private final Outputs outputs;
    /// One for all runs, as one run is made at a time; an Optional because each run hands it to a brake.
    private final Optional<RunOptions> options;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private volatile long beats;
    private int runs;
    private boolean closing;
    private boolean freed;

    private Session(OrtEnvironment environment, OrtSession session, Provenance provenance, RunOptions options)
            throws OrtException {
        var takes = session.getInputInfo();
        var gives = session.getOutputInfo();
        this.session = session;
        this.provenance = provenance;
        this.options = Optional.of(options);
        this.signature = signature(session);
        this.inputs = new Inputs(environment, signature.inputs());
        this.outputs = new Outputs(environment, takes, gives);
    }

    /// Takes over a native session; frees it when it cannot.
    static Session over(OrtEnvironment environment, OrtSession session, Provenance provenance)
            throws OrtException {
        try {
            var options = new RunOptions();
            // Errors come as exceptions; being stopped is none.
            options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return new Session(environment, session, provenance, options);
        } catch (OrtException e) {
            session.close();
            throw e;
        }
    }

    public Provenance provenance() {
        return provenance;
    }

    public Signature signature() {
        return signature;
    }

    /// For a watchdog: an odd number while a native run is under way, an even one while none is; another number
    /// for each. Who reads the same odd number for longer than any run may take watches a native call that hangs,
    /// which only the end of the process ends.
    public long beats() {
        return beats;
    }

    /// Runs the graph on the calling thread, which should be a platform thread: the native call pins it.
    ///
    /// @param feed one tensor for each of the graph's inputs, read in place, untouched by others until the end of
    ///             the run
    public Ran run(Map<String, Tensor> feed, Brake brake) {
        if (!enter()) {
            return CLOSED;
        }
        try {
            oneAtATime.lock();
            try {
                var objection = bind(feed);
                return objection.isPresent() ? objection.get() : compute(brake);
            } finally {
                oneAtATime.unlock();
            }
        } finally {
            leave();
        }
    }

    /// Why this feed cannot be run; empty when it can.
    private Optional<Ran> bind(Map<String, Tensor> feed) {
        try {
            var objection = inputs.take(feed);
            if (objection.isPresent()) {
                return Optional.of(new Ran.Failed(objection.get()));
            }
            outputs.fit(feed);
            return Optional.empty();
        } catch (OrtException e) {
            return Optional.of(Complaint.ran(e));
        } catch (OutOfMemoryError | ArithmeticException e) { // too much for the process, or for one buffer
            return Optional.of(new Ran.OutOfMemory("no room for the outputs: " + e.getMessage()));
        }
    }

    private Ran compute(Brake brake) {
        if (!brake.attach(options)) {
            return STOPPED;
        }
        beat();
        Ran ran;
        try {
            ran = call();
        } catch (OrtException e) {
            ran = Complaint.ran(e);
        } catch (OutOfMemoryError | ArithmeticException e) {
            ran = new Ran.OutOfMemory("no room for the outputs: " + e.getMessage());
        } finally {
            beat();
        }
        boolean pulled = brake.release();
        return pulled && !(ran instanceof Ran.Completed) ? STOPPED : ran;
    }

    private Ran call() throws OrtException {
        try (var result = session.run(inputs.values(), outputs.copied(), outputs.pinned(), options.get())) {
            return outputs.take(result);
        } catch (OrtException e) {
            if (outputs.pinned().isEmpty() || !Complaint.otherShape(e)) {
                throw e;
            }
            LOG.warn("output of another shape than the graph declares model={} detail=\"{}\"", provenance.model(),
                    Complaint.words(e));
        }
        outputs.copyAll();
        try (var result = session.run(inputs.values(), outputs.copied(), outputs.pinned(), options.get())) {
            return outputs.take(result);
        }
    }

    /// Under the lock of the runs only.
    private void beat() {
        beats = beats + 1;
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

    /// Nothing that the graph gives can be read.
    boolean mute() {
        return outputs.none();
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
        inputs.close();
        outputs.close();
        options.ifPresent(RunOptions::close);
    }

    static Signature signature(OrtSession session) throws OrtException {
        return new Signature(ports(session.getInputInfo()), ports(session.getOutputInfo()));
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
