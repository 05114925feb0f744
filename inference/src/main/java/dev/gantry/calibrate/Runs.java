// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.tensor.Tensor;
import java.util.Map;

/// A graph that is loaded on this CPU, to be run as often as needed.
final class Runs implements AutoCloseable {
    private final String name;
    private final Session session;

    private Runs(String name, Session session) {
        this.name = name;
        this.session = session;
    }

    /// @param name for messages
    /// @throws IllegalArgumentException when ONNX Runtime refuses the graph
    static Runs open(OnnxRuntime runtime, String name, byte[] graph) {
        return switch (runtime.open(name, graph)) {
            case Opened.Ready(var session) -> new Runs(name, session);
            case Opened.Refused(String detail) -> throw new IllegalArgumentException(
                    "ONNX Runtime does not load the graph: " + detail);
        };
    }

    /// All outputs by name.
    ///
    /// @throws IllegalArgumentException when the run fails, with ONNX Runtime's reason
    Map<String, Tensor> run(Map<String, Tensor> feed) {
        return switch (session.run(feed, new Brake())) {
            case Ran.Completed(var outputs) -> outputs;
            case Ran.Failed(String detail) -> throw new IllegalArgumentException(name + " does not run: " + detail);
            case Ran.OutOfMemory(String detail) -> throw new IllegalArgumentException(
                    name + " asks for more memory than there is: " + detail);
            case Ran.Stopped(), Ran.Closed() -> throw new IllegalStateException(name + ": nobody stops these runs");
        };
    }

    @Override
    public void close() {
        session.close();
    }
}
