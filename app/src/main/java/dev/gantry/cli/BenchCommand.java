// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The benchmarks.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        subcommands = {
            BenchIngestCommand.class, BenchEngineCommand.class, BenchScheduleCommand.class,
            BenchPublishCommand.class, BenchSinkCommand.class
        },
        description = "Measures this machine, beside the peers that are installed on it.")
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /// No benchmark: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Main.DONE;
    }
}
