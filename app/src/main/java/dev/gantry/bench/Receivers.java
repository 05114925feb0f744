// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// Starts what the benchmark sends to, each in a process and a folder of its own, on free ports.
final class Receivers {
    static final AeTitle OURSELVES = new AeTitle("GANTRY_BENCH");
    static final int ASSOCIATIONS = 50;

    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration ECHO = Duration.ofSeconds(1);
    private static final long START_NANOS = 60_000_000_000L;

    private final Processes processes;
    private final Path folder;
    private final Function<List<String>, List<String>> gantry;
    private final Sender sender;

    /// @param name   what the report calls it
    /// @param folder its files
    /// @param peer   how to reach it
    /// @param log    what it prints
    record Receiver(String name, Path folder, Path log, Process process, Peer peer) {
        private static final int LAST_LINES = 40;

        /// The end of what it printed.
        String lastWords() throws IOException {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }
    }

    /// @param gantry the command that runs another `gantry` with JVM options (what begins with `-`) and arguments
    Receivers(Processes processes, Path folder, Function<List<String>, List<String>> gantry, Sender sender) {
        this.processes = processes;
        this.folder = folder;
        this.gantry = gantry;
        this.sender = sender;
    }

    /// dcmtk's storescp as it comes; empty where it is not installed. It does not sync.
    Optional<Receiver> storescp() throws IOException {
        var program = Processes.installed("storescp");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        var own = folder("storescp");
        return Optional.of(start("dcmtk storescp", "STORESCP", own, port,
                List.of(program.get().toString(), "-od", own.toString(), Integer.toString(port))));
    }

    /// Orthanc with its own defaults, which sync (SyncStorageArea), but for what lets us in.
    Optional<Receiver> orthanc() throws IOException {
        var program = Processes.installed("Orthanc");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        var own = folder("orthanc");
        var settings = Files.writeString(own.resolve("orthanc.json"), """
                {"Name": "bench", "StorageDirectory": "%s", "IndexDirectory": "%s", "Plugins": [],
                 "HttpServerEnabled": false, "DicomAet": "ORTHANC", "DicomCheckCalledAet": false,
                 "DicomPort": %d, "DicomAlwaysAllowStore": true, "DicomAlwaysAllowEcho": true}
                """.formatted(own.resolve("db"), own.resolve("db"), port));
        return Optional.of(start("Orthanc", "ORTHANC", own, port,
                List.of(program.get().toString(), settings.toString())));
    }

    /// The whole appliance, `gantry run`: no model is installed, and no broker answers, so that outcomes wait in
    /// the outbox.
    Receiver gantry(Durability durability, String name, List<String> jvm) throws IOException {
        int port = freePort();
        var own = folder(name.replace(' ', '-'));
        var arguments = new ArrayList<>(jvm);
        arguments.addAll(List.of("run", "--config", settings(own, port, durability).toString()));
        return start(name, "GANTRY", own, port, gantry.apply(arguments));
    }

    Receiver sink() throws IOException {
        int port = freePort();
        var own = folder("sink");
        return start("no files (ceiling)", "GANTRY", own, port,
                gantry.apply(List.of("bench", "sink", "--config", settings(own, port, Durability.NONE).toString())));
    }

    private static Path settings(Path own, int port, Durability durability) throws IOException {
        Files.createDirectories(own.resolve("models"));
        return Files.writeString(own.resolve("gantry.yaml"), """
                site: bench
                device: bench
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d, max-associations: %d,
                  max-associations-per-host: %d}
                mqtt: {url: "tcp://127.0.0.1:%d"}
                spool: {path: spool, durability: %s, evict-percent: 98, refuse-percent: 99}
                models: {path: models}
                web: {enabled: false}
                """.formatted(port, ASSOCIATIONS + 4, ASSOCIATIONS + 4, freePort(),
                durability.name().toLowerCase(Locale.ROOT)));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private Receiver start(String name, String title, Path own, int port, List<String> command) throws IOException {
        var log = own.getFileName() + ".log";
        var process = processes.start(log, command);
        var titles = new Titles(new AeTitle(title), OURSELVES);
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < START_NANOS && process.isAlive()) {
            if (answers(new Peer("127.0.0.1", port, titles, ECHO))) {
                return new Receiver(name, own, folder.resolve(log), process, new Peer("127.0.0.1", port, titles, ANSWER));
            }
        }
        throw new IOException(name + " did not start: " + Files.readString(folder.resolve(log)).strip());
    }

    private boolean answers(Peer peer) throws IOException {
        try {
            Thread.sleep(50);
            return sender.echo(peer).toCompletionStage().toCompletableFuture().get() instanceof Echoed.Answered;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
