// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.config.InferenceSettings;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/// A process that runs a graph, and while it ends tries to load another: what `dev.gantry.runtime.ProcessIT`
/// starts.
final class Dying {
    private Dying() {}

    public static void main(String[] arguments) {
        var graph = TinyGraph.identity(ElementType.FLOAT, 2);
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of(arguments[0]));
        var session = ((Opened.Ready) runtime.open("first", graph)).session();
        System.out.println(session.run(Map.of("x", Tensor.of(new float[] {1, 2}, 2)), new Brake()));
        session.close();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(runtime.open("second", graph))));
    }
}
