// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.app.Appliance;
import dev.gantry.app.Appliance.Stages;
import dev.gantry.app.Steering;
import dev.gantry.cli.LastGood.Chosen;
import dev.gantry.config.Settings;
import dev.gantry.service.ServiceUnit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
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
            "It listens for scanners, analyses and publishes; \"ready\" in the log says that the models answer."
                    + " What comes before that is kept, and analysed then.",
            "Wrong settings stop the start with exit code 3. As a service (systemd sets STATE_DIRECTORY) it goes on"
                    + " with those that were good before, and its status says degraded, and why.",
            "SIGTERM and Ctrl-C drain and end with 0.",
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
        var lastGood = new LastGood(file, System.getenv());
        var chosen = lastGood.choose();
        var signals = new Signals();
        signals.listen();
        try (var unit = ServiceUnit.of(System.getenv()); var started = start(lastGood, chosen, unit)) {
            LOG.info("warm after {} s", uptime());
            while (signals.await() == Signals.Asked.RELOAD) {
                started.reloading().reload(started.appliance()::take);
            }
            unit.stopping("stopping: what came in is answered or kept for the next start");
            LOG.info("stopping: what came in is answered or kept for the next start");
        }
        return Main.DONE;
    }

    private record Started(Appliance appliance, Reloading reloading) implements AutoCloseable {
        @Override
        public void close() {
            appliance.close();
        }
    }

    private Started start(LastGood lastGood, Chosen chosen, ServiceUnit unit) throws IOException {
        var settings = chosen.live().now();
        Logging.use(settings.log(), System.getenv());
        try {
            var reloading = new Reloading(chosen.live());
            var steering = new Steering(chosen.live(), reloading::reload);
            return new Started(Appliance.start(settings, steering, chosen.remarks(), new Stages() {
                @Override
                public void preparing(String what) {
                    unit.preparing(what);
                }

                @Override
                public void ready(Appliance appliance) {
                    RunCommand.ready(settings, appliance);
                    unit.ready(appliance::standing, appliance::responsive);
                    if (!chosen.substitute()) {
                        lastGood.keep(settings);
                    }
                }
            }), reloading);
        } catch (IllegalArgumentException mistake) { // a folder that is not there, a certificate that does not fit
            var before = chosen.substitute() ? Optional.<Chosen>empty() : lastGood.instead(mistake);
            return start(lastGood, before.orElseThrow(() -> mistake), unit);
        }
    }

    private static void ready(Settings settings, Appliance appliance) {
        LOG.info("ready after {} s site={} device={} mode={} ae={} port={}", uptime(), settings.site(),
                settings.device(), settings.mode(), settings.dicom().aeTitle(), appliance.dicomPorts());
    }

    private static String uptime() {
        return "%.1f".formatted(ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    }
}
