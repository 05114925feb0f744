// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.bench.IngestBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How fast objects come in.
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry bench ingest --quick --no-peers",
            "  gantry bench ingest --folder /var/lib/gantry --json"
        },
        description = {
            "How fast objects come in: a generated CT series to each receiver, in turn.",
            "Receivers: dcmtk storescp and Orthanc where they are installed, Gantry with durability fsync, write and"
                    + " none, and Gantry's listener without files as the ceiling. Senders: dcmtk storescu and Gantry's"
                    + " own. Then 50 associations at once, and one object far larger than the receiver's heap.",
            "Takes some minutes and, while it runs, about 10 GB of disk; docs/bench-ingest.md says how to read it."
        })
final class BenchIngestCommand implements Callable<Integer> {
    private static final int SLICES = 300;
    private static final int QUICK_SLICES = 60;
    private static final int LARGE_FRAMES = 4096;
    private static final int QUICK_LARGE_FRAMES = 512;

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "5", description = "counted sendings to each receiver (default: 5)")
    int rounds;

    @Option(names = "--quick", description = "one round of 60 slices, a smaller large object: does it work at all?")
    boolean quick;

    @Option(names = "--json", description = "print the figures as JSON")
    boolean json;

    @Option(names = "--no-peers", description = "leave dcmtk storescp and Orthanc out: they take most of the time")
    boolean noPeers;

    @Option(names = "--folder", paramLabel = "FOLDER", description = "on the disk to measure (default: that of"
            + " temporary files)")
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be 1 or more, found " + rounds);
        }
        var plan = quick ? new IngestBench.Plan(1, QUICK_SLICES, QUICK_LARGE_FRAMES, !noPeers, folder)
                : new IngestBench.Plan(rounds, SLICES, LARGE_FRAMES, !noPeers, folder);
        try (var bench = new IngestBench(plan, BenchIngestCommand::gantry, System.err::println)) {
            System.out.println(bench.run(json));
        }
        return Main.DONE;
    }

    /// This JVM with its own options, then those given, then the command line.
    private static List<String> gantry(List<String> arguments) {
        var command = DemoProcesses.java(System.getProperty("java.class.path"));
        int classPath = command.size() - 2;
        int options = 0;
        while (options < arguments.size() && arguments.get(options).startsWith("-")) {
            options++;
        }
        command.addAll(classPath, arguments.subList(0, options));
        command.add(Main.class.getName());
        command.addAll(new ArrayList<>(arguments.subList(options, arguments.size())));
        return command;
    }
}
