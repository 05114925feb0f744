// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cli.Main;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.outcome.Pseudonyms;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process is killed while it receives, again and again: whatever it acknowledged gets its outcome in the end.
///
/// Five kills by default; more with `-Dgantry.kills=200`.
class CrashIT {
    private static final int KILLS = Integer.getInteger("gantry.kills", 5);

    @TempDir
    Path folder;

    @Test
    void losesNothingItAcknowledged() throws Exception {
        var random = new Random(20261121);
        var acknowledged = ConcurrentHashMap.<String>newKeySet();
        var vertx = Vertx.vertx();
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            int port = freePort();
            var settings = settings(broker, port);
            for (int kill = 0; kill < KILLS; kill++) {
                var run = start(settings);
                var sending = send(vertx, port, kill, acknowledged);
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1500));
                run.destroyForcibly().waitFor();
                sending.get(60, TimeUnit.SECONDS);
            }
            assertThat(acknowledged).as("the test caught it at work").isNotEmpty();

            var run = start(settings);
            var pseudonyms = Pseudonyms.open(folder.resolve("spool/site.key"), "1");
            Set<String> expected = acknowledged.stream().map(pseudonyms::instance).collect(Collectors.toSet());
            hospital.await(outcomes -> answered(outcomes).containsAll(expected));

            System.out.printf("crash: %d kills, %d objects acknowledged, %d answered%n",
                    KILLS, acknowledged.size(), answered(hospital.outcomes()).size());
            assertThat(answered(hospital.outcomes())).containsAll(expected);
            assertThat(idsPerImage(hospital.outcomes())).as("one id for each image").allMatch(count -> count == 1);
            run.destroy();
            assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as("SIGTERM drains").isZero();
        } finally {
            vertx.close();
        }
    }

    @Test
    void drainsWhenItIsStoppedAtWork() throws Exception {
        var acknowledged = ConcurrentHashMap.<String>newKeySet();
        var vertx = Vertx.vertx();
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            int port = freePort();
            var settings = settings(broker, port);
            var run = start(settings);
            var sending = send(vertx, port, 1000, acknowledged);
            TimeUnit.MILLISECONDS.sleep(1000);

            run.destroy(); // SIGTERM

            assertThat(run.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(Files.readString(folder.resolve("run.log"))).isZero();
            sending.get(60, TimeUnit.SECONDS);
            assertThat(acknowledged).isNotEmpty();
            var pseudonyms = Pseudonyms.open(folder.resolve("spool/site.key"), "1");
            Set<String> expected = acknowledged.stream().map(pseudonyms::instance).collect(Collectors.toSet());
            var again = start(settings);
            hospital.await(outcomes -> answered(outcomes).containsAll(expected));
            assertThat(answered(hospital.outcomes())).containsAll(expected);
            again.destroyForcibly().waitFor();
        } finally {
            vertx.close();
        }
    }

    private static Set<String> answered(List<Hospital.Message> outcomes) {
        return outcomes.stream()
                .filter(m -> m.text("state").equals("final"))
                .map(m -> m.payload().path("exam").path("instance").asString(""))
                .collect(Collectors.toSet());
    }

    private static List<Integer> idsPerImage(List<Hospital.Message> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(
                        m -> m.payload().path("exam").path("instance").asString(""),
                        Collectors.mapping(m -> m.text("id"), Collectors.toSet())))
                .values().stream().map(Set::size).toList();
    }

    private CompletableFuture<List<Sent>> send(
            Vertx vertx, int port, int round, Set<String> acknowledged) {
        var objects = new ArrayList<Outgoing>();
        for (int i = 0; i < 400; i++) {
            var image = CrObject.named("crash-" + round + "-" + i);
            objects.add(new Outgoing(CrObject.CR_IMAGE_STORAGE, image.instanceUid(),
                    TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(),
                    new Outgoing.Source.Bytes(ByteBuffer.wrap(image.dataSet()))));
        }
        var peer = new Peer("127.0.0.1", port, new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(10));
        return new Sender(vertx).send(peer, objects, sent -> {
            if (sent.result() instanceof Sent.Result.Answered answer && answer.status() == 0) {
                acknowledged.add(sent.object().sopInstanceUid());
            }
        }).toCompletionStage().toCompletableFuture();
    }

    private Path settings(Broker broker, int port) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                models: {path: "%s"}
                """.formatted(port, broker.url(), folder.resolve("spool"), Site.MODELS));
    }

    private Process start(Path settings) throws IOException, InterruptedException {
        var log = folder.resolve("run.log");
        Files.deleteIfExists(log);
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=" + Path.of("src/main/resources/logback.xml").toAbsolutePath(),
                        Main.class.getName(), "run", "--config", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            if (Files.readString(log).contains(" ready ")) {
                return process;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IllegalStateException("it did not start: " + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
