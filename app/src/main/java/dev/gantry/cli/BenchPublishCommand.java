// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.bench.PublishBench;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What publishing costs.
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "From an answer to a subscriber on this machine: the outbox's journal, synced, and a broker between them; and"
                    + " how many outcomes a second go through. docs/mqtt.md says how to read it."
        })
final class BenchPublishCommand implements Callable<Integer> {
    @Option(names = "--broker", paramLabel = "URL", description = "tcp://host:port (default: mosquitto is started)")
    Optional<URI> broker = Optional.empty();

    @Option(names = "--outcomes", defaultValue = "3000", description = "at a steady pace (default: 3000)")
    int outcomes;

    @Option(names = "--rate", defaultValue = "200", description = "of these each second (default: 200)")
    int rate;

    @Option(names = "--flood", defaultValue = "20000", description = "as fast as they go (default: 20000)")
    int flood;

    @Option(names = "--folder", paramLabel = "FOLDER", description = "whose disk is measured (default: that of"
            + " temporary files)")
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "print the figures as JSON")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (outcomes < 100 || rate < 1 || flood < 100) {
            throw new IllegalArgumentException("--outcomes and --flood must be 100 or more, --rate 1 or more");
        }
        var plan = new PublishBench.Plan(broker, outcomes, rate, flood, folder);
        System.out.println(new PublishBench(plan, System.err::println).run(json));
        return Main.DONE;
    }
}
