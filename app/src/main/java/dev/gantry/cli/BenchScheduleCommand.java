// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.bench.ScheduleBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What an overload does to budgets.
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {"  gantry bench schedule", "  gantry bench schedule --load 2 --queue 16 --json"},
        description = {
            "What an overload does to budgets: a real model, more work than it can do, and the same Poisson arrivals to"
                    + " Gantry's lane and to a queue that serves first come, first served.",
            "Takes about a minute; docs/scheduling.md says how to read it."
        })
final class BenchScheduleCommand implements Callable<Integer> {
    @Option(names = "--models", paramLabel = "FOLDER", description = "the installed packages (default: those shipped)")
    Path models = Path.of(System.getProperty("gantry.home", "."), "models");

    @Option(names = "--model", paramLabel = "NAME", description = "which of them (default: the first)")
    Optional<String> model = Optional.empty();

    @Option(names = "--load", paramLabel = "TIMES", defaultValue = "5",
            description = "the work that comes over what the device can do (default: 5)")
    double load;

    @Option(names = "--pictures", paramLabel = "COUNT", defaultValue = "1", description = "that one analysis looks at (default: 1)")
    int pictures;

    @Option(names = "--arrivals", paramLabel = "COUNT", defaultValue = "10000", description = "analyses in each round (default: 10000)")
    int arrivals;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "2", description = "rounds, each with other arrivals (default: 2)")
    int rounds;

    @Option(names = "--queue", paramLabel = "COUNT", defaultValue = "64", description = "places of each queue (default: 64)")
    int queue;

    @Option(names = "--threads", paramLabel = "COUNT", defaultValue = "1", description = "threads inside one run (default: 1)")
    int threads;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1", description = "of the arrivals (default: 1)")
    long seed;

    @Option(names = "--json", description = "print the figures as JSON")
    boolean json;

    @Option(names = "--cache", paramLabel = "FOLDER", description = "for ONNX Runtime's libraries, kept for the next time"
            + " (default: in that of temporary files)")
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "gantry-bench-natives");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (load <= 0 || pictures < 1 || arrivals < 1 || rounds < 1 || queue < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "--load must be more than 0, --pictures, --arrivals, --rounds, --queue and --threads 1 or more");
        }
        var plan = new ScheduleBench.Plan(models, model, load, pictures, arrivals, rounds, queue, threads, seed, cache);
        System.out.println(new ScheduleBench(plan, System.err::println).run(json));
        return Main.DONE;
    }
}
