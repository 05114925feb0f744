// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.app.Appliance;
import dev.gantry.config.LiveSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The appliance itself, until SIGTERM or Ctrl-C.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Runs the appliance.",
            "It listens for scanners, analyses and publishes; \"ready\" in the log says that it receives.",
            "Wrong settings stop the start with exit code 3. SIGTERM and Ctrl-C drain and end with 0.",
            "SIGHUP reads the settings once more and takes up what needs no restart; the log shows each change, or why"
                    + " the old settings stay.",
            "GANTRY_LOG=DEBUG in the environment shows each PDU (never patient data)."
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the settings file")
    Path file;

    @Option(names = "--log", defaultValue = "${env:GANTRY_LOG_FORMAT:-auto}", paramLabel = "FORMAT",
            description = "text, json (one object a line), or auto: json under systemd's journal (default: auto, or"
                    + " GANTRY_LOG_FORMAT)")
    Logging.Format log;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.use(log, System.getenv());
        var live = LiveSettings.read(file);
        var settings = live.now();
        Logging.use(settings.log(), System.getenv());
        var signals = new Signals();
        signals.listen();
        try (var appliance = Appliance.start(settings)) {
            LOG.info("ready after {} s site={} device={} mode={} ae={} port={}",
                    "%.1f".formatted(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0),
                    settings.site(), settings.device(), settings.mode(), settings.dicom().aeTitle(),
                    appliance.dicomPorts());
            var reloading = new Reloading(live, changed -> {
                Logging.use(changed.log(), System.getenv());
                appliance.take(changed);
            });
            while (signals.await() == Signals.Asked.RELOAD) {
                reloading.reload();
            }
            LOG.info("stopping: what came in is answered or kept for the next start");
        }
        return Main.DONE;
    }
}
