// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.CommitmentUser.Asked;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Storage commitment with Orthanc, which reports on associations of its own and wants it so.
@Timeout(90)
class OrthancIT {
    private static final String KEPT = "1.2.826.0.1.3680043.10.1";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final HttpClient http = HttpClient.newHttpClient();
    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Optional<Process> orthanc = Optional.empty();
    Optional<CommitmentProvider> provider = Optional.empty();
    CommitmentUser user;
    Peer peer;
    int httpPort;

    @BeforeEach
    void start() throws Exception {
        var installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, "Orthanc")).filter(Files::isExecutable).findFirst();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(installed).as("orthanc is installed").isPresent();
        }
        if (installed.isEmpty()) {
            System.out.println("skipped: Orthanc is not installed (Debian package orthanc)");
        }
        assumeThat(installed).as("orthanc is not installed: skipped").isPresent();
        int dicomPort = freePort();
        httpPort = freePort();
        peer = new Peer("127.0.0.1", dicomPort, new Titles(new AeTitle("ORTHANC"), new AeTitle("GANTRY")), LIMIT);
        user = new CommitmentUser(vertx, peer, new CommitmentUser.Listener() {
            @Override
            public void committed(Reference reference) {
                heard.add("committed " + reference.sopInstanceUid());
            }

            @Override
            public void refused(Reference reference, int reason) {
                heard.add("refused %s %04X".formatted(reference.sopInstanceUid(), reason));
            }
        });
        var commitments = CommitmentProvider.open(folder.resolve("owed"), vertx,
                uid -> Optional.of(ReportTest.CT).filter(_ -> uid.equals(KEPT)),
                title -> Optional.of(peer).filter(_ -> title.text().equals("ORTHANC")), Clock.systemUTC());
        provider = Optional.of(commitments);
        var listener = new Listener(CommitmentIT.settings("GANTRY"), new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(commitments, user), List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        orthanc = Optional.of(started(installed.orElseThrow(), dicomPort, listener.actualPort()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process started(Path program, int dicomPort, int gantryPort) throws Exception {
        var configuration = Files.writeString(folder.resolve("orthanc.json"), """
                {"StorageDirectory": "%s", "IndexDirectory": "%s", "HttpPort": %d, "DicomPort": %d,
                 "DicomAet": "ORTHANC", "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
                 "DicomModalities": {"gantry": ["GANTRY", "127.0.0.1", %d]}}
                """.formatted(folder.resolve("db"), folder.resolve("db"), httpPort, dicomPort, gantryPort));
        var process = new ProcessBuilder(program.toString(), configuration.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("orthanc.log").toFile()).start();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            try {
                get("/system");
                return process;
            } catch (IOException _) {
                Thread.sleep(100);
            }
        }
        process.destroyForcibly();
        throw new IOException("Orthanc does not start: " + Files.readString(folder.resolve("orthanc.log")));
    }

    @AfterEach
    void stop() throws Exception {
        orthanc.ifPresent(Process::destroy);
        if (orthanc.isPresent()) {
            orthanc.get().waitFor(60, TimeUnit.SECONDS);
        }
        vertx.close().await(60, TimeUnit.SECONDS);
        if (provider.isPresent()) {
            provider.get().close();
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()).body();
    }

    private String asksGantry(String sopClass, String instance) throws Exception {
        var body = "{\"DicomInstances\": [{\"SOPClassUID\": \"%s\", \"SOPInstanceUID\": \"%s\"}]}"
                .formatted(sopClass, instance);
        var answer = http.send(HttpRequest.newBuilder(uri("/modalities/gantry/storage-commitment"))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).body();
        var path = Pattern.compile("/storage-commitment/[0-9.]+").matcher(answer);
        assertThat(path.find()).as(answer).isTrue();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        var report = get(path.group());
        while (report.contains("Pending") && System.nanoTime() < end) {
            Thread.sleep(200);
            report = get(path.group());
        }
        return report;
    }

    @Test
    void tellsOrthancWhatIsKeptAndWhatIsNot() throws Exception {
        assertThat(asksGantry(ReportTest.CT, KEPT)).contains("\"Status\" : \"Success\"").contains(KEPT);
        assertThat(asksGantry(ReportTest.CT, "1.2.9")).contains("\"Status\" : \"Failure\"").contains("274");
        assertThat(asksGantry(ReportTest.MR, KEPT)).contains("\"Status\" : \"Failure\"").contains("281");
    }

    @Test
    void hearsFromOrthancWhatItKeeps() throws Exception {
        var object = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, ReportTest.CT).put(Tag.SOP_INSTANCE_UID, KEPT)
                .put(Tag.PATIENT_ID, "N0").put(Tag.STUDY_INSTANCE_UID, "1.2.7").put(Tag.SERIES_INSTANCE_UID, "1.2.8")
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        new Sender(vertx).send(peer, List.of(new Outgoing(ReportTest.CT, KEPT,
                        TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(),
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(object)))), _ -> {}).await(60, TimeUnit.SECONDS);

        var asked = user.request(List.of(new Reference(ReportTest.CT, KEPT), new Reference(ReportTest.CT, "1.2.9")))
                .await(60, TimeUnit.SECONDS);

        assertThat(asked).isInstanceOf(Asked.Taken.class);
        assertThat(List.of(heard.poll(60, TimeUnit.SECONDS), heard.poll(60, TimeUnit.SECONDS)))
                .containsExactly("committed " + KEPT, "refused 1.2.9 0112");
    }
}
