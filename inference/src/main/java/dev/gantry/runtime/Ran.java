// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.tensor.Tensor;
import java.util.Map;

/// How one run of a graph ended.
public sealed interface Ran {
    /// @param outputs by name, all tensors that the graph gives; theirs until the session's next run
    record Completed(Map<String, Tensor> outputs) implements Ran {
        public Completed {
            outputs = Map.copyOf(outputs);
        }
    }

    /// The brake was pulled.
    record Stopped() implements Ran {}

    /// The session was closed before the run began.
    record Closed() implements Ran {}

    /// The device, or the process, has not the memory that the graph asks for. Another run of the same graph
    /// will hardly fare better; other graphs may.
    record OutOfMemory(String detail) implements Ran {}

    record Failed(String detail) implements Ran {}
}
