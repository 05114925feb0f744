// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs of other projects that run on this machine.
final class Programs {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofSeconds(15);
    /// dcmtk waits 40 ms for each object with Nagle's algorithm on, as it is by default; that changes no byte.
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C.UTF-8", "TCP_NODELAY", "1");

    private Programs() {}

    /// Skips the test where a peer is missing, except in CI, where it must be.
    ///
    /// @param name    of the peer, and how it is had
    static void mustBeHere(boolean here, String name) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as("CI needs " + name).isTrue();
        }
        if (!here) {
            System.out.println("skipped: no " + name);
        }
        assumeThat(here).as("not installed: " + name).isTrue();
    }

    static Optional<Path> find(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Where global npm packages are; empty without npm.
    static String globalModules() throws IOException, InterruptedException {
        return find("npm").isEmpty() ? "" : run("npm", "root", "-g").output().lines()
                .filter(line -> line.startsWith("/")).findFirst().orElse("");
    }

    record Run(int exit, String output) {}

    static Run run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), Map.of());
    }

    /// Runs it to its end.
    ///
    /// @param environment beside that of this process
    static Run run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var killer = Thread.ofVirtual().start(() -> endInTime(process));
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        killer.interrupt();
        return new Run(exit, output);
    }

    private static void endInTime(Process process) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // it ended by itself
        }
    }

    /// Debian's version of a package, or `unknown`.
    static String debian(String name) throws IOException, InterruptedException {
        if (find("dpkg-query").isEmpty()) {
            return "unknown";
        }
        var asked = run("dpkg-query", "-W", "-f=${Version}", name);
        return asked.exit() == 0 ? asked.output() : "unknown";
    }

    /// Starts one that goes on, with its output in a file.
    static Process started(Path log, String... command) throws IOException {
        return started(log, List.of(command), Map.of());
    }

    static Process started(Path log, List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Asks it to end, and waits.
    static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Waits until somebody listens there.
    static void awaitPort(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("nobody listens on port %d", port).isLessThan(end);
                Thread.sleep(50);
            }
        }
    }
}
