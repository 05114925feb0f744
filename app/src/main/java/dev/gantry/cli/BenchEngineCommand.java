// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.bench.EngineBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the engine adds to a bare run of a graph.
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry bench engine",
            "  gantry bench engine --model chest-pneumonia --threads 2 --rounds 5000 --json"
        },
        description = {
            "What the engine adds to a run of the graph: a golden picture through the engine, and its tensor through a"
                    + " loop that does nothing but call ONNX Runtime, in one process, in turn. Times and allocated"
                    + " bytes, on the CPU; docs/engine.md says how to read it."
        })
final class BenchEngineCommand implements Callable<Integer> {
    @Option(names = "--models", paramLabel = "FOLDER", description = "the models folder (default: Gantry's own)")
    Optional<Path> models = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "chest-pneumonia",
            description = "which of them (default: chest-pneumonia)")
    String model;

    @Option(names = "--threads", paramLabel = "COUNT", defaultValue = "1", description = "threads inside one run (default: 1)")
    int threads;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "2000", description = "counted analyses (default: 2000)")
    int rounds;

    @Option(names = "--json", description = "print the figures as JSON")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 2 || threads < 1) {
            throw new IllegalArgumentException("--rounds must be 2 or more and --threads 1 or more, found " + rounds
                    + " and " + threads);
        }
        var home = Path.of(System.getProperty("gantry.home", "."));
        var plan = new EngineBench.Plan(models.orElse(home.resolve("models")), model, threads, rounds,
                home.resolve("app/target/native"));
        try (var bench = new EngineBench(plan, System.err::println)) {
            System.out.println(bench.run(json));
        }
        return Main.DONE;
    }
}
