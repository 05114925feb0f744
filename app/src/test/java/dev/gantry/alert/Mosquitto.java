// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real broker in a process of its own, on a free port, that can be killed and come back.
final class Mosquitto implements AutoCloseable {
    private final Path folder;
    private final Path binary;
    private final int port;
    private Process process;

    /// Skips the test when mosquitto is not installed, unless `CI=true` demands it.
    Mosquitto(Path folder, String... lines) throws IOException {
        this.folder = folder;
        this.binary = find();
        try (var free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        configure(lines);
    }

    private static Path find() {
        var path = Stream.concat(
                Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"));
        var found = path.map(folder -> Path.of(folder, "mosquitto")).filter(Files::isExecutable).findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("mosquitto is not installed, and CI must not go without");
        }
        if (found.isEmpty()) {
            System.out.println("skipped: mosquitto is not installed (Debian package mosquitto)");
        }
        Assumptions.assumeTrue(found.isPresent(),
                "mosquitto is not installed (Debian: apt-get install mosquitto)");
        return found.get();
    }

    void configure(String... lines) throws IOException {
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener %d 127.0.0.1\nallow_anonymous true\nuser root\nmax_queued_messages 100000\n%s\n"
                        .formatted(port, String.join("\n", lines)));
    }

    /// Only these lines, besides the listener.
    void replace(String lines) throws IOException {
        Files.writeString(folder.resolve("mosquitto.conf"), "listener %d 127.0.0.1\nuser root\n%s\n".formatted(port, lines));
    }

    URI url() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    Mosquitto start() throws IOException, InterruptedException {
        process = new ProcessBuilder(binary.toString(), "-c", "mosquitto.conf")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
                .start();
        Wait.until(Duration.ofSeconds(10), "mosquitto listens", this::listens);
        return this;
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("mosquitto ended with " + process.exitValue());
        }
        try (var probe = new Socket()) {
            probe.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /// SIGHUP: reads its access list again.
    void reload() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start()
                .waitFor(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
