// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.envelope.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real rsyslog that takes syslog over TLS from who shows a certificate of the hospital's, and writes each message as
/// it came into a file; in a process of its own, on a free port, that can be killed and come back.
public final class Rsyslog implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Path binary;
    private final int port;
    private Process process;

    /// Skips the test where rsyslog or its TLS driver is missing, unless `CI=true` demands it.
    ///
    /// @param made has `hospital` and `receiver`
    public Rsyslog(Path folder, Certificates made) throws IOException {
        this(folder, made, "receiver");
    }

    /// @param name of its certificate
    Rsyslog(Path folder, Certificates made, String name) throws IOException {
        this.folder = folder;
        this.binary = find();
        try (var free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s" maxMessageSize="64k" DefaultNetstreamDriverCAFile="%2$s"
                    DefaultNetstreamDriverCertFile="%3$s" DefaultNetstreamDriverKeyFile="%4$s")
                module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid")
                input(type="imtcp" address="127.0.0.1" port="%5$d")
                template(name="raw" type="string" string="%%rawmsg%%\n")
                action(type="omfile" file="%1$s/received.log" template="raw")
                """.formatted(folder, made.certificate("hospital"), made.certificate(name), made.key(name),
                        port));
    }

    private static Path find() {
        var path = Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"));
        var found = path.map(folder -> Path.of(folder, "rsyslogd")).filter(Files::isExecutable)
                .filter(_ -> Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so"))).findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("rsyslog-gnutls is not installed, and CI must not go without");
        }
        if (found.isEmpty()) {
            System.out.println("skipped: rsyslog is not installed (Debian packages rsyslog and rsyslog-gnutls)");
        }
        Assumptions.assumeTrue(found.isPresent(), "rsyslog is not installed");
        return found.get();
    }

    public int port() {
        return port;
    }

    public Rsyslog start() throws Exception {
        process = new ProcessBuilder(binary.toString(), "-n", "-f", folder.resolve("rsyslog.conf").toString(), "-i",
                folder.resolve("rsyslog.pid").toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("rsyslog.out").toFile())).start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!listens()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(folder.resolve("rsyslog.out"))).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return this;
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// kill -9.
    public void kill() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(folder.resolve("rsyslog.pid"));
    }

    /// What came so far, whole lines, as it came.
    public List<String> received() throws IOException {
        var file = folder.resolve("received.log");
        if (!Files.exists(file)) {
            return List.of();
        }
        var text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    public List<String> await(Predicate<List<String>> enough) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!enough.test(received())) {
            assertThat(System.nanoTime()).as("received in time: %s", received()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return received();
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
    }
}
