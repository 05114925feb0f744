// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.cli.Main;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Pseudonyms;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// `gantry run` as a process of its own, to be killed.
final class GantryRun {
    private final Path folder;
    private final Path settings;
    private final int port;

    /// @param more keys of `spool`, such as `durability: write`
    GantryRun(Path folder, URI broker, String more) throws IOException {
        this(folder, broker, "", more, "");
    }

    /// @param dicom keys of `dicom`
    /// @param spool keys of `spool`, such as `durability: write`
    /// @param more  further lines of YAML
    GantryRun(Path folder, URI broker, String dicom, String spool, String more) throws IOException {
        this.folder = folder;
        this.port = freePort();
        this.settings = Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d%s}
                mqtt: {url: "%s", heartbeat: 1s}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99%s}
                models: {path: "%s"}
                %s%s
                """.formatted(port, and(dicom), broker, folder.resolve("spool"), and(spool), Site.MODELS, more,
                more.contains("web:") ? "" : "\nweb: {enabled: false}"));
    }

    private static String and(String more) {
        return more.isEmpty() ? "" : ", " + more;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    Path settings() {
        return settings;
    }

    Path spool() {
        return folder.resolve("spool");
    }

    /// What the last process printed.
    String log() throws IOException {
        return Files.readString(folder.resolve("run.log"));
    }

    Pseudonyms pseudonyms() throws IOException {
        return KeyRing.open(folder.resolve("spool/site.key"), "1").newest();
    }

    /// Runs another command of `gantry` beside it, with the same settings.
    Site.Printed command(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        command.addAll(List.of("--config", settings.toString()));
        return Site.run(command);
    }

    /// Starts it and waits until it is ready.
    Process start() throws IOException, InterruptedException {
        return start(List.of());
    }

    /// @param under a program, with its arguments, that replaces itself by the one it is given
    Process start(List<String> under) throws IOException, InterruptedException {
        var log = folder.resolve("run.log");
        Files.deleteIfExists(log);
        var command = new ArrayList<>(under);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockDiagnosticVMOptions", "-XX:-ReduceAllocationMerges", // as the launcher has it
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=" + Path.of("src/main/resources/logback.xml").toAbsolutePath(),
                Main.class.getName(), "run", "--config", settings.toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < 2400 && process.isAlive(); i++) {
            var said = Files.readString(log);
            if (said.contains(" warm after ") || said.contains("\"warm after ")) { // text or JSON
                return process;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IllegalStateException("it did not start: " + Files.readString(log));
    }

    static Outgoing outgoing(CrObject image) {
        return new Outgoing(CrObject.CR_IMAGE_STORAGE, image.instanceUid(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(),
                new Outgoing.Source.Bytes(ByteBuffer.wrap(image.dataSet())));
    }

    /// Sends on one association, one after the other; completes when the association has ended.
    CompletableFuture<List<Sent>> send(Vertx vertx, List<Outgoing> objects, Consumer<Sent> each) {
        var peer = new Peer("127.0.0.1", port, new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(10));
        return new Sender(vertx).send(peer, objects, each).toCompletionStage().toCompletableFuture();
    }

    /// The status of one C-STORE; -1 without an answer.
    int store(Vertx vertx, CrObject image) throws Exception {
        var sent = send(vertx, List.of(outgoing(image)), _ -> {}).get(60, TimeUnit.SECONDS).getFirst();
        return sent.result() instanceof Sent.Result.Answered answer ? answer.status() : -1;
    }
}
