// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a receiver of datagrams that is not ours: Python's.
@Timeout(60)
class ServiceUnitIT {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String RECEIVER = """
            import socket, sys
            name = sys.argv[1]
            receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            receiver.bind('\\0' + name[1:] if name.startswith('@') else name)
            print('listening', flush=True)
            while True:
                print(repr(receiver.recv(65536).decode()), flush=True)
            """;

    @TempDir
    Path folder;

    private Process receiver;
    private BufferedReader heard;

    @BeforeEach
    void need() {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON) || "true".equals(System.getenv("CI")),
                "python3 is not installed");
    }

    private void listen(String name) throws Exception {
        receiver = new ProcessBuilder(PYTHON.toString(), "-c", RECEIVER, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        heard = receiver.inputReader();
        assertThat(heard.readLine()).isEqualTo("listening");
    }

    @AfterEach
    void close() throws Exception {
        if (receiver != null) {
            receiver.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private List<String> hear(String last) throws Exception {
        var lines = new ArrayList<String>();
        do {
            lines.add(heard.readLine());
        } while (!lines.getLast().contains(last));
        return lines;
    }

    @Test
    void tellsEachStepToASocketOfTheFileSystem() throws Exception {
        var path = folder.resolve("notify").toString();
        listen(path);

        try (var unit = ServiceUnit.of(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "200000"))) {
            unit.preparing("the models are made ready");
            unit.ready(() -> "receiving", () -> true);
            assertThat(hear("WATCHDOG=1")).contains(
                    "'EXTEND_TIMEOUT_USEC=30000000\\nSTATUS=the models are made ready\\n'",
                    "'READY=1\\nSTATUS=receiving\\n'");
            unit.stopping("draining");
            assertThat(hear("STOPPING=1")).last().isEqualTo("'STOPPING=1\\nSTATUS=draining\\n'");
        }
    }

    @Test
    void reachesAnAbstractSocket() throws Exception {
        var name = "@gantry-test-" + UUID.randomUUID();
        listen(name);

        try (var unit = ServiceUnit.of(Map.of("NOTIFY_SOCKET", name))) {
            unit.ready(() -> "receiving", () -> true);
            assertThat(hear("READY=1")).last().isEqualTo("'READY=1\\nSTATUS=receiving\\n'");
        }
    }

    @Test
    void doesNotFeedTheWatchdogWhileARunHangs() throws Exception {
        var path = folder.resolve("notify").toString();
        listen(path);
        var well = new AtomicBoolean();

        try (var unit = ServiceUnit.of(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "200000"))) {
            unit.ready(() -> well.get() ? "receiving" : "a run hangs", well::get);
            var before = hear("hangs");
            well.set(true);
            assertThat(before).noneMatch(line -> line.contains("WATCHDOG"));
            assertThat(hear("WATCHDOG=1")).last().asString().startsWith("'WATCHDOG=1\\n");
        }
    }

    @Test
    void goesOnWhenNobodyListensOrTheAddressIsNone() {
        var nobody = folder.resolve("nobody").toString();
        for (var environment : List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", nobody),
                Map.of("NOTIFY_SOCKET", "vsock:2:1"), Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)))) {
            try (var unit = ServiceUnit.of(environment)) {
                unit.preparing("models");
                unit.ready(() -> "receiving", () -> true);
                unit.stopping("draining");
            }
        }
    }

    @Test
    void refusesAnAddressThatDoesNotFit() {
        assertThatThrownBy(() -> new NotifySocket("/" + "x".repeat(107)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most 107 bytes");
    }
}
