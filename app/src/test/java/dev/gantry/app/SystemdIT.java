// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The units, judged by systemd itself; and the appliance under the system-call filter of its unit.
class SystemdIT {
    private static final Path UNITS = Path.of("../systemd").toAbsolutePath().normalize();
    /// Of systemd 254; those before it say that they pass them over.
    private static final Pattern NEWER = Pattern.compile(
            "Unknown key(?: name)? '(RestartSteps|RestartMaxDelaySec)' in section '?\\[?Service\\]?'?, ignoring");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for gantry\\S*: ([0-9.]+)");

    @TempDir
    Path folder;

    private static String analyze(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Peers.program("systemd-analyze", "systemd").toString()));
        command.addAll(List.of(arguments));
        var printed = Site.run(command);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return printed.text();
    }

    /// A root that holds the units, where they are installed, and what they start.
    private Path root(String... dropIns) throws IOException {
        var root = folder.resolve("root-" + String.join("-", dropIns));
        var units = Files.createDirectories(root.resolve("etc/systemd/system"));
        try (Stream<Path> files = Files.list(UNITS)) {
            for (var file : files.filter(it -> it.toString().matches(".*\\.(service|timer)")).toList()) {
                Files.copy(file, units.resolve(file.getFileName()));
            }
        }
        for (var dropIn : dropIns) {
            Files.copy(UNITS.resolve(dropIn),
                    Files.createDirectories(units.resolve("gantry.service.d")).resolve(dropIn));
        }
        for (var program : List.of("opt/gantry/bin/gantry", "bin/kill")) {
            var file = root.resolve(program);
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        for (var target : List.of("basic", "sysinit", "shutdown", "network-online", "time-sync", "timers",
                "multi-user", "sockets", "paths", "time-set")) {
            Files.writeString(units.resolve(target + ".target"), "[Unit]\nDescription=" + target + "\n");
        }
        Files.writeString(units.resolve("-.slice"), "[Unit]\nDescription=root\n");
        Files.writeString(units.resolve("system.slice"), "[Unit]\nDescription=system\n");
        return root;
    }

    @ParameterizedTest
    @CsvSource({"gantry.service", "gantry-selftest.service", "gantry-selftest.timer"})
    void findsNothingWrongInAUnit(String unit) throws Exception {
        var root = root("gpu.conf", "port104.conf");

        var said = analyze("verify", "--root=" + root, "--man=no", unit).lines()
                .filter(line -> line.contains("gantry") && !NEWER.matcher(line).find()).toList();

        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gantry.service, '', 1.5", "gantry.service, gpu.conf, 1.8", "gantry.service, port104.conf, 1.8",
        "gantry-selftest.service, '', 1.5"})
    void isExposedNoMoreThanIsPromised(String unit, String dropIn, double most) throws Exception {
        var root = root(Arrays.stream(dropIn.split(",")).filter(it -> !it.isEmpty()).toArray(String[]::new));

        var rated = EXPOSURE.matcher(analyze("security", "--offline=true", "--no-pager", "--root=" + root, unit));

        assertThat(rated.find()).isTrue();
        assertThat(Double.parseDouble(rated.group(1))).isLessThanOrEqualTo(most);
    }

    @Test
    void receivesAndAnswersUnderTheSystemCallFilterOfItsUnit() throws Exception {
        var python = Peers.python("seccomp");
        Peers.program("systemd-analyze", "systemd");
        var filter = Path.of("src/test/python/under_filter.py").toAbsolutePath();
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            var run = new GantryRun(folder, broker.url(), "");
            var process = run.start(
                    List.of(python.toString(), filter.toString(), UNITS.resolve("gantry.service").toString()));
            var vertx = Vertx.vertx();
            try {
                assertThat(run.store(vertx, CrObject.named("filtered"))).isZero();
                assertThat(hospital.awaitOutcomes(1)).isNotEmpty();
            } finally {
                vertx.close();
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(process.exitValue()).as(run.log()).isZero();
            // degraded until the models are ready: true, and no fault of the filter
            assertThat(run.log().lines().filter(line -> !line.contains("the models are being made ready"))
                    .collect(Collectors.joining("\n")))
                    .doesNotContain(" WARN ", " ERROR ", "[E:onnxruntime", "[W:onnxruntime");
        }
    }
}
