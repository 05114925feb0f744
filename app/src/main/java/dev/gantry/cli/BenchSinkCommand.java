// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.bench.Sink;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The listener in front of nothing; `bench ingest` starts it in a process of its own.
@Command(
        name = "sink",
        hidden = true,
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = "Receives objects and drops them, until SIGTERM or Ctrl-C.")
final class BenchSinkCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the settings file")
    Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var signals = new Signals();
        signals.listen();
        try (var _ = new Sink(SettingsFile.read(file).dicom())) {
            while (signals.await() != Signals.Asked.STOP) {
                // SIGHUP changes nothing here
            }
        }
        return Main.DONE;
    }
}
