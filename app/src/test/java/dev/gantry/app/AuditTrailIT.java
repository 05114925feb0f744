// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static dev.gantry.trail.AuditMessages.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.envelope.Certificates;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.syslog.Rsyslog;
import dev.gantry.trail.AuditMessages;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The audit trail of a whole appliance, as a real rsyslog gets it.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AuditTrailIT {
    private static final String ROOT = "1.2.826.0.1.3680043.77777.";
    private static final String CR = "1.2.840.10008.5.1.4.1.1.1";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Settings settings(Broker broker, Rsyslog rsyslog, String more) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        return SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: 0, access: listed, peers: [{ae-title: CR1}]}
                mqtt: {url: "%s"}
                spool: {path: spool, evict-percent: 98, refuse-percent: 99}
                models: {path: models}
                exam: {silence: 500ms, learn-silence: false}
                web: {port: 0}
                lookup: {port: 0, host: 127.0.0.1, certificate: gantry.pem, key: gantry.key, trust: hospital.pem, \
                         allow: ["CN=ris,O=Gantry test"]}
                audit-trail: {host: 127.0.0.1, port: %d, trust: hospital.pem, certificate: gantry.pem, \
                              key: gantry.key, %s}
                """.formatted(broker.url(), rsyslog.port(), more)));
    }

    private Peer peer(int port, String calling) {
        return new Peer("127.0.0.1", port, new Titles(new AeTitle("GANTRY"), new AeTitle(calling)),
                Duration.ofSeconds(30));
    }

    private static Outgoing image(String study, int image) {
        var dataSet = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, CR).put(Tag.SOP_INSTANCE_UID, study + ".1." + image)
                .put(Tag.ACCESSION_NUMBER, "zq-4711").put(Tag.MODALITY, "CR").put(Tag.PATIENT_NAME, "Zebra^Quagga")
                .put(Tag.PATIENT_ID, "SECRETPID").put(Tag.STUDY_INSTANCE_UID, study)
                .put(Tag.SERIES_INSTANCE_UID, study + ".1").encode(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
        return new Outgoing(CR, study + ".1." + image, TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(),
                new Outgoing.Source.Bytes(ByteBuffer.wrap(dataSet)));
    }

    private void send(int port, Outgoing... images) throws Exception {
        assertThat(new Sender(vertx).send(peer(port, "CR1"), List.of(images), _ -> {}).toCompletionStage()
                .toCompletableFuture().get(60, TimeUnit.SECONDS)).hasSize(images.length);
    }

    private static String metrics(int port) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    static String xml(String line) {
        return line.substring(line.indexOf('\uFEFF') + 1);
    }

    /// Event, type, action, outcome.
    static String event(String line) {
        return Stream.of("//EventID", "//EventTypeCode").map(it -> at(xml(line), it + "/@originalText"))
                .reduce((id, type) -> type.isEmpty() ? id : id + ": " + type).orElseThrow() + " "
                + at(xml(line), "//@EventOutcomeIndicator");
    }

    @Test
    void tellsTheRepositoryWhatHappensWithoutNamingAPatient() throws Exception {
        Certificates.need("openssl", "curl");
        var made = new Certificates(folder).authority("hospital").issue("gantry", "hospital", "ec")
                .issue("receiver", "hospital", "ec").issue("ris", "hospital", "ec");
        try (var rsyslog = new Rsyslog(folder, made); var broker = new Broker(folder)) {
            var settings = settings(broker, rsyslog, "source: gantry-2");
            var study = "";
            try (var appliance = Appliance.start(settings)) { // the repository is not there yet
                send(appliance.dicomPort(), image(ROOT + "1", 1), image(ROOT + "1", 2), image(ROOT + "2", 1));
                assertThat(new Sender(vertx).echo(peer(appliance.dicomPort(), "NOBODY")).toCompletionStage()
                        .toCompletableFuture().get(60, TimeUnit.SECONDS)).isNotNull();
                study = KeyRing.open(settings.privacy().keyFile(), "1").newest().study(ROOT + "1");
                Certificates.run(List.of("curl", "--silent", "--max-time", "20", "--cacert",
                        made.certificate("hospital").toString(), "--cert", made.certificate("ris").toString(), "--key",
                        made.key("ris").toString(),
                        "https://127.0.0.1:" + appliance.lookupPort() + "/api/exams/" + study));
                appliance.take(settings, List.of("dicom.peers"));
                assertThat(metrics(appliance.webPort().orElseThrow()))
                        .contains("gantry_queue_depth{queue=\"audit-trail\"}", "gantry_audit_trail_lost_total 0.0");
                rsyslog.start();
                rsyslog.await(lines -> lines.stream().anyMatch(line -> event(line).startsWith("Query")));
            }

            var received = rsyslog.await(lines -> lines.stream().anyMatch(line -> line.contains("110121")));
            for (var line : received) {
                AuditMessages.validate(xml(line));
                assertThat(at(xml(line), "//@AuditSourceID")).isEqualTo("gantry-2");
            }
            assertThat(received).map(AuditTrailIT::event).containsExactlyInAnyOrder(
                    "Application Activity: Application Start 0",
                    "Begin Transferring DICOM Instances 0", "Begin Transferring DICOM Instances 0",
                    "DICOM Instances Transferred 0", "DICOM Instances Transferred 0",
                    "Security Alert: Node Authentication 4",
                    "Query 0",
                    "Security Alert: Security Configuration 0",
                    "Application Activity: Application Stop 0");
            assertThat(String.join("\n", received)).doesNotContain(ROOT, "SECRETPID", "zq-4711", "Zebra", "Quagga");
            assertThat(received.stream().map(AuditTrailIT::xml).filter(xml -> xml.contains("110104"))
                    .map(xml -> at(xml, "//SOPClass/@NumberOfInstances"))).containsExactlyInAnyOrder("2", "1");
            assertThat(received.stream().map(AuditTrailIT::xml).filter(xml -> xml.contains("110112")))
                    .allMatch(xml -> at(xml, "//ActiveParticipant[1]/@UserID").equals("CN=ris,O=Gantry test"));
            assertThat(xml(received.getFirst())).contains("110120");
        }
    }

    @Test
    void namesStudyAndPatientInClearWhereTheSiteWantsIt() throws Exception {
        Certificates.need("openssl");
        var made = new Certificates(folder).authority("hospital").issue("gantry", "hospital", "ec")
                .issue("receiver", "hospital", "ec");
        try (var rsyslog = new Rsyslog(folder, made).start(); var broker = new Broker(folder)) {
            try (var appliance = Appliance.start(settings(broker, rsyslog, "identifiers: clear"))) {
                send(appliance.dicomPort(), image(ROOT + "1", 1));
            }

            var transferred = rsyslog.await(lines -> lines.stream().anyMatch(line -> line.contains("110121"))).stream()
                    .filter(line -> line.contains("110104")).toList();
            assertThat(transferred).hasSize(1).allMatch(line ->
                    at(xml(line), "//ParticipantObjectIdentification[1]/@ParticipantObjectID").equals(ROOT + "1")
                    && at(xml(line), "//ParticipantObjectIdentification[2]/@ParticipantObjectID").equals("SECRETPID")
                    && !line.contains("Zebra") && !line.contains("zq-4711"));
        }
    }
}
