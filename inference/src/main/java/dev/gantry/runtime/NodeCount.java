// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Which provider ran how many nodes of a graph: counted in what ONNX Runtime's profiler wrote of one run, as
/// its Java API tells nothing of where nodes are placed.
///
/// @param total     nodes that ran; what a provider has fused into one counts as one
/// @param onCpu     of these, run by the CPU
/// @param operators of those, with how many of each
record NodeCount(int total, int onCpu, Map<String, Integer> operators) {
    private static final String CPU = "CPUExecutionProvider";

    /// @param profile a file of events in Chrome's trace format
    static NodeCount read(Path profile) throws IOException {
        JsonNode events;
        try {
            events = new ObjectMapper().readTree(profile);
        } catch (JacksonException e) {
            throw new IOException("no profile: " + e.getMessage(), e);
        }
        var seen = new HashSet<String>();
        var operators = new TreeMap<String, Integer>();
        int onCpu = 0;
        for (var event : events) {
            var name = event.path("name").asString("");
            var provider = event.path("args").path("provider").asString("");
            // A node in a loop runs often and is one node.
            if (!name.endsWith("_kernel_time") || provider.isEmpty() || !seen.add(name)) {
                continue;
            }
            if (provider.equals(CPU)) {
                onCpu++;
                operators.merge(event.path("args").path("op_name").asString("?"), 1, Integer::sum);
            }
        }
        return new NodeCount(seen.size(), onCpu, operators);
    }

    /// `3 of 57 nodes: Gather 1, NonMaxSuppression 2`
    @Override
    public String toString() {
        return onCpu + " of " + total + " nodes" + (operators.isEmpty() ? "" : operators.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", ", ": ", "")));
    }
}
