// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Doctor;
import dev.gantry.visit.Acceptance;
import dev.gantry.visit.Visit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Whether this machine can do what it is to do.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry doctor", "  gantry doctor --config /etc/gantry/gantry.yaml --report acceptance.html",
            "  gantry doctor --gpu --json"
        },
        exitCodeList = {
            "0:nothing has to be done",
            "1:something has to be done: see WRONG; no GPU is such a thing with --gpu",
            "2:the command line is wrong", "3:the settings are wrong, or an argument is"
        },
        description = {
            "Looks at everything the appliance needs, and says what to do about what is wrong.",
            "This machine: processor, memory, ONNX Runtime, and each installed model on its golden pictures.",
            "With --config also the site: clock, disk, certificates, ports, the systems around (C-ECHO to each that"
                    + " we call, and who was refused of those that call us), the broker (own messages there and back),"
                    + " and images through the running appliance, as tests, with their times. Works beside an appliance that runs, and where none does.",
            "With --report the same as a page to print and sign: the acceptance report.",
            "With --gpu also at GPU, driver and libraries, and runs each model on TensorRT, CUDA and CPU: which one"
                    + " really computes, what it leaves to the CPU, how fast it is, whether all give the same."
        })
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--gpu", description = "look for a GPU and try each model on it")
    boolean gpu;

    @Option(names = "--config", paramLabel = "FILE",
            description = "the settings file of the appliance: its models, and the site around it")
    Optional<Path> config = Optional.empty();

    @Option(names = "--models", paramLabel = "FOLDER", description = "the models folder (default: that of the settings"
            + " file; without one, Gantry's own)")
    Optional<Path> models = Optional.empty();

    @Option(names = "--rounds", paramLabel = "COUNT", defaultValue = "50", description = "timed runs on each provider (default: 50)")
    int rounds;

    @Option(names = "--samples", defaultValue = "40", paramLabel = "COUNT",
            description = "images of the synthetic exam (default: ${DEFAULT-VALUE})")
    int samples;

    @Option(names = "--report", paramLabel = "FILE.html",
            description = "write the acceptance report there; needs --config")
    Optional<Path> page = Optional.empty();

    @Option(names = "--json", description = "print the findings as JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || samples < 1) {
            throw new IllegalArgumentException("--rounds and --samples must be 1 or more, found " + rounds + " and "
                    + samples);
        }
        if (page.isPresent() && config.isEmpty()) {
            throw new IllegalArgumentException("--report needs --config: the report names the site and the device");
        }
        var settings = config.map(SettingsFile::read);
        if (settings.isEmpty()) {
            return say(new Doctor(machine(settings)).examine());
        }
        try (var visit = new Visit(settings.get(), samples)) {
            var checks = machine(settings);
            checks.addAll(visit.checks());
            var report = new Doctor(checks).examine();
            if (page.isPresent()) {
                var visited = new Acceptance.Visited(settings.get(), Main.VERSION, config.get().toString(), host(),
                        ZonedDateTime.now());
                Files.writeString(page.get(), Acceptance.page(visited, report));
                spec.commandLine().getErr().println("acceptance report: " + page.get());
            }
            return say(report);
        }
    }

    private int say(Doctor.Report report) {
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        spec.commandLine().getOut().flush();
        return report.well() ? Main.DONE : Main.FAILED;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    private List<Check> machine(Optional<Settings> settings) {
        var home = Path.of(System.getProperty("gantry.home", "."));
        var inference = settings.map(Settings::inference).orElseGet(Visit::onCpu);
        var cache = settings.map(it -> it.spool().path().resolve("native")).orElse(home.resolve("app/target/native"));
        var folder = models.or(() -> settings.map(it -> it.models().path())).orElse(home.resolve("models"));
        return Visit.machine(inference, folder, cache, gpu, rounds);
    }
}
