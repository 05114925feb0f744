// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.positive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.MqttSettings;
import dev.gantry.config.MqttSettings.Own;
import dev.gantry.config.MqttSettings.Tls;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.Message;
import dev.gantry.mqtt.Message.Properties;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Pace;
import dev.gantry.mqtt.Plan;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// docs/mosquitto with a real mosquitto: TLS, client certificates, the access list; and what goes wrong with them.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AccessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pace PACE = new Pace(
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Health WELL = new Health(List.of(), Map.of(), Map.of(), Optional.empty());
    private static final String DEVICE = "gantry/st-anna/cr-room-2/";

    @TempDir
    static Path made;

    static Certificates certificates;

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private final BlockingQueue<String> acks = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Mosquitto broker;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(made).authority("ca").authority("other-ca")
                .signed("broker", "broker", "IP:127.0.0.1", "ca", 30)
                .signed("elsewhere", "elsewhere", "DNS:elsewhere.example", "ca", 30)
                .signed("expired", "broker", "IP:127.0.0.1", "ca", 0)
                .signed("gantry", "gantry-cr-room-2", "DNS:gantry", "ca", 30)
                .signed("pager", "pager", "DNS:pager", "ca", 30)
                .signed("archive", "archive", "DNS:archive", "ca", 30)
                .signed("stranger", "stranger", "DNS:stranger", "ca", 30)
                .signed("forged", "gantry-cr-room-2", "DNS:gantry", "other-ca", 30);
    }

    @BeforeEach
    void findMosquitto() throws IOException {
        broker = keep(new Mosquitto(brokerFolder));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var it : open.reversed()) {
            it.close();
        }
    }

    private <T extends AutoCloseable> T keep(T it) {
        open.add(it);
        return it;
    }

    /// As docs/mosquitto/mosquitto.conf, in folders of the test.
    private void start(String certificate) throws Exception {
        var example = Files.readString(Path.of("../docs/mosquitto/mosquitto.conf"));
        var acl = brokerFolder.resolve("acl");
        Files.copy(Path.of("../docs/mosquitto/acl"), acl, StandardCopyOption.REPLACE_EXISTING);
        acl.toFile().setReadable(true, false);
        broker.replace(example.replaceAll("(?m)^(listener|persist).*$", "")
                .replace("/etc/mosquitto/tls/ca.pem", made.resolve("ca.pem").toString())
                .replace("/etc/mosquitto/tls/broker", made.resolve(certificate).toString())
                .replace("/etc/mosquitto/acl", acl.toString()));
        broker.start();
    }

    private MqttSettings as(String name) {
        return as(name, "ca");
    }

    private MqttSettings as(String name, String trust) {
        var own = new Own(made.resolve(name + ".pem"), made.resolve(name + ".key"));
        return new MqttSettings(URI.create("ssl://127.0.0.1:" + broker.port()), Optional.empty(), Optional.empty(),
                Duration.ofSeconds(1), 10, new Tls(Optional.of(made.resolve(trust + ".pem")), Optional.of(own)),
                false);
    }

    private Publisher appliance(MqttSettings settings, Outbox outbox) {
        return keep(Publisher.start("st-anna", "cr-room-2", settings, PACE, outbox, () -> WELL, (who, payload, done) -> {
            acks.add(who + " " + new String(payload));
            done.run();
        }));
    }

    private Outbox outbox() throws IOException {
        return keep(Outbox.open(folder));
    }

    /// Connects as somebody, and hears what is sent to the filters.
    private Connection client(String who, BlockingQueue<News> news, String... filters) throws InterruptedException {
        var connection = Connection.open(as(who), new Plan.Hearing("test-" + who, Duration.ofSeconds(5), List.of(filters),
                Duration.ZERO, true), news::add);
        keep(connection::drop);
        assertThat(news.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(News.Up.class);
        return connection;
    }

    private static int write(Connection connection, BlockingQueue<News> news, String topic) throws InterruptedException {
        connection.publish(new Message(topic, "{}".getBytes(), false, true,
                new Properties(Optional.empty(), Optional.empty(), Map.of())), 1);
        var answer = news.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        while (answer instanceof News.Arrived) {
            answer = news.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(answer).isInstanceOf(News.Answered.class);
        return ((News.Answered) answer).reason();
    }

    @Test
    void letsEachDoItsOwnAndNothingElse() throws Exception {
        start("broker");
        var pagerHears = new LinkedBlockingQueue<News>();
        var pager = client("pager", pagerHears, "gantry/+/+/alert/#");
        var archiveHears = new LinkedBlockingQueue<News>();
        var archive = client("archive", archiveHears, "gantry/#");
        var outbox = outbox();
        var appliance = appliance(as("gantry"), outbox);

        outbox.say(answer(positive()));
        Wait.until(LIMIT, "all is delivered", () -> outbox.waiting() == 0);
        Wait.until(LIMIT, "the pager hears the alert", () -> !pagerHears.isEmpty());
        assertThat(((News.Arrived) pagerHears.poll()).topic()).isEqualTo(DEVICE + "alert/urgent");

        Wait.until(LIMIT, "nothing is wrong", () -> appliance.complaints().isEmpty());
        var heard = Optional.<String>empty();
        for (int i = 0; i < LIMIT.toSeconds() && heard.isEmpty(); i++) { // until the receiving session has subscribed
            assertThat(write(pager, pagerHears, DEVICE + "ack/pager")).isZero();
            heard = Optional.ofNullable(acks.poll(1, TimeUnit.SECONDS));
        }
        assertThat(heard).contains("pager {}");
        assertThat(write(pager, pagerHears, DEVICE + "ack/archive")).as("another's name").isEqualTo(0x87);
        assertThat(write(pager, pagerHears, DEVICE + "alert/stat")).as("an outcome").isEqualTo(0x87);
        assertThat(write(archive, archiveHears, DEVICE + "ack/pager")).isEqualTo(0x87);
        assertThat(write(archive, archiveHears, DEVICE + "outcome/CR/x")).isEqualTo(0x87);
        var strangerHears = new LinkedBlockingQueue<News>();
        var stranger = client("stranger", strangerHears, "gantry/#");
        assertThat(write(stranger, strangerHears, DEVICE + "outcome/CR/x")).isEqualTo(0x87);
        assertThat(write(stranger, strangerHears, DEVICE + "status")).isEqualTo(0x87);
        assertThat(write(stranger, strangerHears, DEVICE + "replay")).isEqualTo(0x87);
        assertThat(acks).as("at most the same, heard late").allMatch("pager {}"::equals);
        assertThat(strangerHears).as("who is nobody hears nothing").isEmpty();
    }

    private void troubled(String certificate, MqttSettings settings, String trouble) throws Exception {
        start(certificate);
        var outbox = outbox();
        var appliance = appliance(settings, outbox);

        Wait.until(LIMIT, "the trouble is named", () -> appliance.complaints().stream().anyMatch(it -> it.contains(trouble)));
        assertThat(appliance.connected()).isFalse();
    }

    @Test
    void saysThatTheBrokersCertificateHasExpired() throws Exception {
        troubled("expired", as("gantry"), "the broker's certificate has expired");
    }

    @Test
    void saysThatTheBrokerIsNotTrusted() throws Exception {
        troubled("broker", as("gantry", "other-ca"), "the broker's certificate is not trusted; mqtt.tls.trust");
    }

    @Test
    void saysThatTheBrokersCertificateIsMadeOutToAnother() throws Exception {
        troubled("elsewhere", as("gantry"), "the broker's certificate is not made out to 127.0.0.1");
    }

    @Test
    void saysThatTheBrokerDoesNotKnowOurAuthority() throws Exception {
        troubled("broker", as("forged"), "our certificate (");
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        troubled("broker", as("nobody"), "mqtt.tls.certificate: " + made.resolve("nobody.pem") + " is not there");
    }

    @Test
    void takesARenewedCertificateWithoutARestart() throws Exception {
        start("broker");
        for (var kind : List.of(".pem", ".key")) {
            Files.copy(made.resolve("forged" + kind), made.resolve("mine" + kind), StandardCopyOption.REPLACE_EXISTING);
        }
        var appliance = appliance(as("mine"), outbox());
        Wait.until(LIMIT, "refused", () -> !appliance.complaints().isEmpty());

        for (var kind : List.of(".key", ".pem")) {
            Files.copy(made.resolve("gantry" + kind), made.resolve("mine" + kind), StandardCopyOption.REPLACE_EXISTING);
        }

        Wait.until(LIMIT, "connected", appliance::connected);
    }

    @Test
    void saysThatItIsNotAuthorisedWhenThePasswordIsWrong() throws Exception {
        var passwords = Files.writeString(brokerFolder.resolve("passwords"), "gantry:right\n");
        assertThat(new ProcessBuilder("mosquitto_passwd", "-U", passwords.toString()).start().waitFor()).isZero();
        passwords.toFile().setReadable(true, false);
        broker.replace("allow_anonymous false\npassword_file " + passwords + "\n");
        broker.start();
        var secret = Files.writeString(folder.resolve("credential"), "wrong\n");
        var settings = new MqttSettings(broker.url(), Optional.of("gantry"), Optional.of(secret), Duration.ofSeconds(1), 10);
        var appliance = appliance(settings, outbox());
        Wait.until(LIMIT, "refused", () -> appliance.complaints().stream().anyMatch(it -> it.startsWith(
                "the broker refuses us with 0x87: not authorised; look at mqtt.username, mqtt.password-file")));

        Files.writeString(secret, "right\n");

        Wait.until(LIMIT, "the file is read again", appliance::connected);
    }
}
