// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gantry.config.LookupSettings;
import dev.gantry.config.PrivacySettings;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.envelope.Certificates;
import dev.gantry.pseudonym.KeyRing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// An appliance without models, and what anybody outside can learn from it about the patients whose images it gets.
class PrivacyIT {
    private static final String ROOT = "1.2.826.0.1.3680043.77777.";
    private static final String LETTERS = "abcXYZ019 -_./+#$&'\"<>%=?äÖßé漢";
    private static final String CR = "1.2.840.10008.5.1.4.1.1.1";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.gantry");
    private final Level before = logger.getLevel();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stopListening() throws Exception {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(before);
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Settings settings(Broker broker) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        return SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: 0}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99, durability: write}
                models: {path: models}
                exam: {silence: 500ms, learn-silence: false}
                """.formatted(broker.url(), folder.resolve("spool"))));
    }

    private static Settings with(Settings was, PrivacySettings.Level level, Optional<LookupSettings> lookup) {
        var privacy = new PrivacySettings(was.privacy().keyFile(), was.privacy().keyId(), level);
        return new Settings(was.site(), was.device(), was.mode(), was.dicom(), was.spool(), was.exam(), was.models(),
                was.inference(), privacy, was.mqtt(), was.alerts(), was.watch(), lookup, was.web(), was.room(), was.log());
    }

    /// @param issuer empty for none
    private record Order(String number, String issuer, String study, String patient, String name) {
        Outgoing image(int image) {
            var dataSet = new DataSetBuilder()
                    .put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                    .put(Tag.SOP_CLASS_UID, CR)
                    .put(Tag.SOP_INSTANCE_UID, study + ".1." + image)
                    .put(Tag.ACCESSION_NUMBER, number)
                    .put(Tag.MODALITY, "CR")
                    .put(Tag.PATIENT_NAME, name)
                    .put(Tag.PATIENT_ID, patient)
                    .put(Tag.PATIENT_BIRTH_DATE, "19640229")
                    .put(Tag.PATIENT_SEX, "F")
                    .put(Tag.STUDY_INSTANCE_UID, study)
                    .put(Tag.SERIES_INSTANCE_UID, study + ".1");
            if (!issuer.isEmpty()) {
                dataSet.sequence(Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE,
                        new DataSetBuilder().put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                                .put(Tag.LOCAL_NAMESPACE_ENTITY_ID, issuer).build());
            }
            return new Outgoing(CR, study + ".1." + image, TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(),
                    new Outgoing.Source.Bytes(ByteBuffer.wrap(
                            dataSet.encode(TransferSyntax.IMPLICIT_LITTLE_ENDIAN))));
        }
    }

    /// As orders are: long and short numbers, odd characters, spaces around, the same one in another case or of
    /// another issuer.
    private static List<Order> orders(int count) {
        var random = new Random(20_261_121);
        var seen = new LinkedHashSet<List<String>>();
        while (seen.size() < count) {
            var core = new StringBuilder("zq");
            int length = 2 + random.nextInt(7);
            for (int i = 0; i < length; i++) {
                core.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            var number = (core + "7").strip();
            var issuer = random.nextInt(3) == 0 ? "" : List.of("HOSP", "hosp", "St. Änne", "2.999.1").get(random.nextInt(4));
            seen.add(List.of(number, issuer));
            seen.add(List.of(number.toUpperCase(Locale.ROOT).replace("SS", "ß"), issuer));
            seen.add(List.of(number, ""));
        }
        var orders = new ArrayList<Order>();
        for (var order : seen.stream().limit(count).toList()) {
            int i = orders.size();
            orders.add(new Order(i % 5 == 0 && order.getFirst().length() < 15 ? " " + order.getFirst() + " "
                    : order.getFirst(), order.getLast(), ROOT + i, "SECRETPID" + i, "Zebra" + i + "^Quagga"));
        }
        return orders;
    }

    private void send(int port, List<Outgoing> objects) throws Exception {
        var peer = new Peer("127.0.0.1", port, new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(30));
        var sent = new Sender(vertx).send(peer, objects, _ -> {}).toCompletionStage().toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(sent).allMatch(it -> it.result() instanceof Sent.Result.Answered answer && answer.status() == 0);
    }

    /// What a receiver does that was given a key: written from docs/mqtt.md alone.
    private static String pseudonym(byte[] key, String field, String issuer, String value) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        var all = mac.doFinal((field + "\0" + issuer.strip() + "\0" + value.strip()).getBytes(UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(all, 16));
    }

    private String logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + " " + (event.getThrowableProxy() == null ? ""
                        : event.getThrowableProxy().getMessage()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void matchesAThousandOrdersToTheirOutcomesWithoutAnIdentifierInClear() throws Exception {
        var orders = orders(1000);
        var heard = new StringBuilder();
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url());
                var appliance = Appliance.start(settings(broker))) {
            send(appliance.dicomPort(), orders.stream().map(order -> order.image(1)).toList());
            var outcomes = hospital.awaitOutcomes(1000);
            hospital.messages().forEach(it -> heard.append(it.topic()).append(it.payload()).append('\n'));

            var key = Base64.getDecoder().decode(Files.readString(folder.resolve("spool/site.key")).strip());
            var byAccession = new HashMap<String, Hospital.Message>();
            outcomes.forEach(it -> byAccession.put(it.payload().at("/exam/accession").asString(), it));
            assertThat(outcomes).hasSize(1000);
            for (var order : orders) {
                var match = byAccession.get(pseudonym(key, "accession", order.issuer(), order.number()));
                assertThat(match).as(order.number() + " of " + order.issuer()).isNotNull();
                assertThat(match.payload().at("/exam/study").asString())
                        .isEqualTo(pseudonym(key, "study", "", order.study()));
                assertThat(match.payload().at("/exam/identifiers").isNull()).isTrue();
            }
        }
        var names = Site.everythingIn(folder.toFile()).map(Object::toString).collect(Collectors.joining("\n"));
        for (var place : List.of(heard.toString(), logged(), names, kept())) {
            assertThat(place).doesNotContain(ROOT, "SECRETPID", "Zebra", "Quagga", "19640229");
            for (var order : orders) {
                assertThat(place.contains(order.number().strip())).as(order.number()).isFalse();
            }
        }
    }

    /// All bytes in the state folder but those of the images themselves and of the spool's journal of them.
    private String kept() throws IOException {
        var all = new StringBuilder();
        for (var file : Site.everythingIn(folder.toFile()).filter(it -> it.isFile()).toList()) {
            var inside = folder.relativize(file.toPath()).toString();
            if (!inside.startsWith("spool/objects") && !inside.startsWith("spool/journal")) {
                all.append(inside).append('\n')
                        .append(new String(Files.readAllBytes(file.toPath()), UTF_8)).append('\n');
            }
        }
        assertThat(all.toString()).contains("spool/outbox/", "spool/site.key");
        return all.toString();
    }

    @Test
    void makesNoSecondOutcomeWhenTheKeyIsRotatedBetweenTwoSends() throws Exception {
        var order = orders(1).getFirst();
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url());
                var appliance = Appliance.start(settings(broker))) {
            send(appliance.dicomPort(), List.of(order.image(1)));
            var first = hospital.awaitOutcomes(1).getFirst();
            assertThat(first.payload().at("/exam/key-id").asString()).isEqualTo("1");

            KeyRing.rotate(folder.resolve("spool/site.key"), "1", "2027", Instant.now());
            for (int i = 0; i < 600 && !logged().contains("key ring taken up"); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            send(appliance.dicomPort(), List.of(order.image(1))); // the same again: nothing new
            send(appliance.dicomPort(), List.of(order.image(2))); // one more: the exam is answered anew

            var ring = KeyRing.open(folder.resolve("spool/site.key"), "1");
            var both = hospital.awaitOutcomes(2);
            assertThat(both).hasSize(2);
            var second = both.getLast().payload();
            assertThat(second.path("id")).isEqualTo(first.payload().path("id"));
            assertThat(second.path("revision").asInt()).isEqualTo(2);
            assertThat(second.path("state").asString()).isEqualTo("amended");
            assertThat(second.at("/exam/key-id").asString()).isEqualTo("2027");
            assertThat(second.at("/exam/study").asString()).isEqualTo(ring.newest().study(order.study()))
                    .isNotEqualTo(first.payload().at("/exam/study").asString());
        }
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url());
                var appliance = Appliance.start(settings(broker))) { // after a restart too
            send(appliance.dicomPort(), List.of(order.image(1), order.image(3)));

            var third = hospital.awaitOutcomes(1).getLast().payload();
            assertThat(third.path("revision").asInt()).isEqualTo(3);
        }
    }

    /// The settings file refuses this level without TLS to the broker; what is said and logged is the same with it.
    @Test
    void namesThePatientOnlyToThoseTheSiteChose() throws Exception {
        Certificates.need("openssl", "curl");
        var made = new Certificates(folder).authority("hospital")
                .issue("gantry", "hospital", "ec").issue("ris", "hospital", "ec");
        var files = new LookupSettings.Files(
                made.certificate("gantry"), made.key("gantry"), made.certificate("hospital"));
        var lookup = new LookupSettings("127.0.0.1", 0, files, List.of(new X500Principal("CN=ris,O=Gantry test")), 100,
                Duration.ofDays(7));
        var order = new Order("zq-4711", "HOSP", ROOT + "1", "SECRETPID1", "Zebra1^Quagga");
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url());
                var appliance = Appliance.start(with(settings(broker), PrivacySettings.Level.DEMOGRAPHICS,
                        Optional.of(lookup)))) {
            send(appliance.dicomPort(), List.of(order.image(1)));
            var outcome = hospital.awaitOutcomes(1).getFirst().payload();

            assertThat(outcome.at("/exam/identifiers")).isEqualTo(JsonMapper.shared().readTree("""
                    {"accession": {"number": "zq-4711", "issuer": "HOSP"},
                     "uids": {"study": "%s1", "series": ["%s1.1"], "instance": null},
                     "patient": {"id": "SECRETPID1", "issuer": null, "name": "Zebra1^Quagga",
                       "birth-date": "1964-02-29", "sex": "F"}}
                    """.formatted(ROOT, ROOT)));
            var answer = Certificates.run(List.of("curl", "--silent", "--max-time", "20",
                    "--cacert", made.certificate("hospital").toString(),
                    "--cert", made.certificate("ris").toString(), "--key", made.key("ris").toString(),
                    "https://127.0.0.1:" + appliance.lookupPort() + "/api/exams/"
                            + outcome.at("/exam/accession").asString()));
            assertThat(answer.output()).contains("\"study-uid\":\"" + ROOT + "1\"", "\"patient-id\":\"SECRETPID1\"");
        }
        try (var broker = new Broker(folder)) { // back to pseudonyms, with what was said before still to be repeated
            var back = settings(broker);
            assertThatThrownBy(() -> Appliance.start(back).close()).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mqtt.url: must begin with ssl://");
        }
        assertThat(logged()).contains("lookup listens", "exam complete")
                .doesNotContain(ROOT, "zq-4711", "SECRETPID", "Zebra", "Quagga", "1964", "HOSP");
        try (Stream<Path> audit = Files.list(folder.resolve("spool/audit"))) {
            assertThat(Files.readString(audit.findFirst().orElseThrow(), ISO_8859_1)).contains("CN=ris")
                    .doesNotContain(ROOT, "zq-4711", "SECRETPID", "Zebra");
        }
    }
}
