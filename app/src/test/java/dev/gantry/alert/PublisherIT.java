// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.alert.Receiver.Heard;
import dev.gantry.config.Mode;
import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Pace;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real mosquitto.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PublisherIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Health WELL =
            new Health(List.of(), Map.of("gantry", "0.1.0"), Map.of("spool", 0), Optional.empty());
    private static final Pace PACE = new Pace(
            Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final String OUTCOME = "gantry/st-anna/cr-room-2/outcome/CR/chest-pneumonia";

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Mosquitto broker;

    @BeforeEach
    void findMosquitto() throws IOException {
        broker = keep(new Mosquitto(brokerFolder, "max_inflight_messages 0"));
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

    private Outbox outbox() throws IOException {
        return keep(Outbox.open(folder));
    }

    private static Publisher publisher(URI url, Outbox outbox) {
        var settings = new MqttSettings(url, Optional.empty(), Optional.empty(), Duration.ofSeconds(1), 10);
        return Publisher.start("st-anna", "cr-room-2", settings, PACE, outbox, () -> WELL, (_, _, done) -> done.run());
    }

    private Publisher publisher(Outbox outbox) {
        return keep(publisher(broker.url(), outbox));
    }

    private Receiver receiver(String topic) throws Exception {
        return keep(new Receiver(broker.url(), topic));
    }

    private static Outcome said(CompletionStage<Optional<Outcome>> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join().orElseThrow();
    }

    private static List<Long> seqs(Receiver receiver) {
        return receiver.outcomes().map(it -> it.number("seq")).toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static void awaitSeqs(Receiver receiver, long last) throws InterruptedException {
        Wait.until(Duration.ofSeconds(60), "all %d revisions".formatted(last),
                () -> new HashSet<>(seqs(receiver)).containsAll(upTo(last)));
    }

    private static void awaitEmpty(Outbox outbox) throws InterruptedException {
        Wait.until(LIMIT, "the outbox is empty", () -> outbox.waiting() == 0);
    }

    @Test
    void deliversEachRevisionOnce() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        var publisher = publisher(outbox);
        Wait.until(LIMIT, "connected", publisher::connected);

        for (int i = 0; i < 300; i++) {
            outbox.say(answer(unit(i), Mode.LIVE, negative()));
        }

        awaitSeqs(receiver, 300);
        awaitEmpty(outbox);
        assertThat(seqs(receiver)).isEqualTo(upTo(300));
        assertThat(receiver.outcomes()).allSatisfy(it -> {
            assertThat(it.topic()).isEqualTo(OUTCOME);
            assertThat(it.message().getQos()).isEqualTo(1);
            assertThat(it.message().isRetained()).isFalse();
            assertThat(it.message().getProperties().getContentType()).isEqualTo("application/json");
            assertThat(it.message().getProperties().getPayloadFormat()).isTrue();
            assertThat(it.property("site")).isEqualTo("st-anna");
            assertThat(it.property("device")).isEqualTo("cr-room-2");
            assertThat(it.property("schema-version")).isEqualTo("1.1");
            assertThat(Instant.parse(it.property("sent-at"))).isBeforeOrEqualTo(it.at());
        });
    }

    @Test
    void saysTheSameAsFhirWhereThatIsAskedFor() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        keep(Publisher.start("st-anna", "cr-room-2", new MqttSettings(broker.url(), Optional.empty(), Optional.empty(),
                        Duration.ofSeconds(1), 10, MqttSettings.Tls.PLAIN, true), PACE, outbox, () -> WELL,
                (_, _, done) -> done.run()));

        var outcome = said(outbox.say(answer(unit(1), Mode.LIVE, negative())));

        awaitEmpty(outbox);
        var topic = OUTCOME.replace("/outcome/", "/fhir/");
        Wait.until(LIMIT, "FHIR comes", () -> receiver.heard().stream().anyMatch(it -> it.topic().equals(topic)));
        assertThat(receiver.heard()).filteredOn(it -> it.topic().equals(topic)).singleElement().satisfies(it -> {
            assertThat(it.message().getProperties().getContentType()).isEqualTo("application/fhir+json");
            assertThat(it.text("resourceType")).isEqualTo("Bundle");
            assertThat(it.payload().toString()).contains(outcome.identity().id().toString());
        });
        assertThat(receiver.outcomes()).singleElement().satisfies(it ->
                assertThat(it.message().getProperties().getContentType()).isEqualTo("application/json"));
    }

    @Test
    void saysWhenItReallySentWhatWasDecided() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        var publisher = publisher(outbox);
        Wait.until(LIMIT, "connected", publisher::connected);

        for (int i = 1; i <= 150; i++) {
            outbox.say(answer(unit(i), Mode.LIVE, negative()));
            Thread.sleep(5);
        }

        awaitSeqs(receiver, 150);
        var micros = receiver.outcomes().skip(50).mapToLong(PublisherIT::microsToSend).sorted().toArray();
        System.out.printf("decision to PUBLISH: p50=%d us p99=%d us%n",
                micros[micros.length / 2], micros[micros.length * 99 / 100]);
        assertThat(micros[0]).as("sent after it was decided").isNotNegative();
    }

    private static long microsToSend(Heard heard) {
        var published = Instant.parse(heard.payload().at("/timing/published").stringValue());
        return Duration.between(published, Instant.parse(heard.property("sent-at"))).toNanos() / 1000;
    }

    /// A broker that is killed may take with it what it has acknowledged and not yet passed on; that is its own
    /// affair. All else arrives.
    @Test
    void losesNothingThatAKilledBrokerHadNotAcknowledged() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        publisher(outbox);
        int said = 0;
        var acknowledgedBeforeAKill = new HashSet<Long>();

        for (int kill = 0; kill < 5; kill++) {
            for (int i = 0; i < 100; i++) {
                outbox.say(answer(unit(++said), Mode.LIVE, negative()));
                Thread.sleep(2);
                if (i == 60) {
                    broker.kill();
                    receiver.close();
                }
            }
            acknowledgedBeforeAKill.addAll(upTo(said));
            acknowledgedBeforeAKill.removeAll(outbox.waitingSeqs());
            broker.start();
            receiver.connect();
        }

        Wait.until(Duration.ofSeconds(60), "the outbox is empty", () -> outbox.waiting() == 0);
        var expected = new HashSet<>(upTo(500));
        expected.removeAll(acknowledgedBeforeAKill);
        Wait.until(LIMIT, "all that was not acknowledged", () -> seqs(receiver).containsAll(expected));
        assertThat(expected).as("the kills caught it at work").isNotEmpty();
        var ids = new HashSet<String>();
        receiver.outcomes().forEach(it -> ids.add(it.text("id") + it.number("revision")));
        System.out.printf("broker killed 5 times: %d of 500 received, %d not yet acknowledged at a kill%n",
                ids.size(), expected.size());
        assertThat(ids.size()).as("what died with the broker is little").isGreaterThan(450);
    }

    @Test
    void keepsTheAlertUntilTheBrokersAccessListAllowsIt() throws Exception {
        var list = brokerFolder.resolve("acl");
        Files.writeString(list, "topic read #\ntopic write gantry/+/+/status\n");
        list.toFile().setReadable(true, false);
        broker.configure("acl_file " + list, "max_inflight_messages 0");
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        publisher(outbox);

        outbox.say(answer(positive()));

        Wait.until(LIMIT, "degraded", () -> receiver.statusStates().contains("degraded"));
        Wait.until(LIMIT, "the topic is named", () -> receiver.heard().getLast().payload().path("reasons").valueStream()
                .anyMatch(it -> it.stringValue().equals("the broker's ACL refuses " + OUTCOME)));
        assertThat(outbox.waiting()).isEqualTo(1);
        assertThat(receiver.outcomes()).isEmpty();
        Files.writeString(list, "topic readwrite #\n");
        broker.reload();
        awaitSeqs(receiver, 1);
        awaitEmpty(outbox);
        Wait.until(LIMIT, "online again", () -> receiver.statusStates().getLast().equals("online"));
    }

    @Test
    void waitsForABrokerThatComesLater() throws Exception {
        var outbox = outbox();
        publisher(outbox);
        for (int i = 1; i <= 20; i++) {
            said(outbox.say(answer(unit(i), Mode.LIVE, negative())));
        }

        broker.start();

        var receiver = receiver("gantry/#");
        awaitSeqs(receiver, 20);
        awaitEmpty(outbox);
    }

    @Test
    void sendsTheSameAgainAfterARestart() throws Exception {
        var first = Outbox.open(folder);
        var away = publisher(broker.url(), first);
        var before = said(first.say(answer(positive()))).identity();
        var retracted = said(first.retract(unit(3), "the image was rejected")).identity();
        away.close();
        first.close();

        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        assertThat(outbox.waiting()).isEqualTo(2);
        publisher(outbox);

        awaitSeqs(receiver, 2);
        awaitEmpty(outbox);
        var heard = receiver.outcomes().toList();
        assertThat(heard).extracting(it -> it.text("id"))
                .containsExactly(before.id().toString(), before.id().toString());
        assertThat(heard).extracting(it -> it.number("revision")).containsExactly(1L, 2L);
        assertThat(retracted.seq()).isEqualTo(2);
        assertThat(outbox.say(answer(positive())).toCompletableFuture().join().orElseThrow().identity().seq())
                .as("seq goes on").isEqualTo(3);
    }

    @Test
    void tellsByItsLastWillThatItIsGone() throws Exception {
        broker.start();
        var receiver = receiver("gantry/+/+/status");
        var cable = keep(new Cable(broker.port()));
        keep(publisher(cable.url(), outbox()));
        Wait.until(LIMIT, "online", () -> receiver.statusStates().contains("online"));

        cable.cut();

        Wait.until(LIMIT, "offline", () -> receiver.statusStates().getLast().equals("offline"));
        assertThat(receiver.heard().getLast().payload().at("/reasons/0").stringValue())
                .isEqualTo("connection lost");
        var later = receiver("gantry/+/+/status");
        Wait.until(LIMIT, "retained", () -> !later.heard().isEmpty());
        assertThat(later.heard().getFirst().message().isRetained()).isTrue();
    }

    @Test
    void saysThatItStops() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        var publisher = publisher(broker.url(), outbox);
        Wait.until(LIMIT, "online", () -> receiver.statusStates().contains("online"));

        said(outbox.say(answer(positive())));
        publisher.close();

        Wait.until(LIMIT, "offline", () -> receiver.statusStates().getLast().equals("offline"));
        assertThat(receiver.heard().getLast().payload().at("/reasons/0").stringValue()).isEqualTo("stopped");
        assertThat(outbox.waiting()).isZero();
        Thread.sleep(300);
        assertThat(receiver.statusStates()).as("no last will after a good-bye").endsWith("offline")
                .containsOnlyOnce("offline");
    }

    @Test
    void refreshesAStatusThatExpiresByItself() throws Exception {
        broker.start();
        var outbox = outbox();
        var cable = keep(new Cable(broker.port()));
        keep(publisher(cable.url(), outbox));
        var receiver = receiver("gantry/+/+/status");
        Wait.until(LIMIT, "three heartbeats", () -> receiver.heard().size() >= 4);
        assertThat(receiver.heard()).allSatisfy(it ->
                assertThat(it.message().getProperties().getMessageExpiryInterval()).isBetween(1L, 3L));

        // A client that never comes back, and no last will: only the expiry can tell.
        var silent = new MqttMessage("{}".getBytes(), 1, true, new MqttProperties());
        silent.getProperties().setMessageExpiryInterval(2L);
        var sender = new Receiver(broker.url(), "none");
        sender.publish("gantry/st-anna/silent/status", silent);
        sender.close();
        assertThat(retained("gantry/st-anna/silent/status")).isTrue();
        Thread.sleep(4500);
        assertThat(retained("gantry/st-anna/silent/status")).isFalse();
    }

    private boolean retained(String topic) throws Exception {
        try (var receiver = new Receiver(broker.url(), topic)) {
            Thread.sleep(500);
            return !receiver.heard().isEmpty();
        }
    }

    @Test
    void sendsAgainWhatNobodySubscribedToWithoutHoldingUpTheRest() throws Exception {
        broker.start();
        var early = receiver("gantry/+/+/outcome/#");
        var outbox = outbox();
        publisher(outbox);

        said(outbox.say(answer(positive())));
        for (int i = 10; i < 60; i++) {
            outbox.say(answer(unit(i), Mode.LIVE, negative()));
        }
        awaitSeqs(early, 51);
        Wait.until(LIMIT, "all but the alert is settled", () -> outbox.waiting() == 1);
        assertThat(early.outcomes()).hasSize(51);

        var late = receiver("gantry/+/+/alert/#");
        Wait.until(LIMIT, "the alert", () -> !late.heard().isEmpty());
        assertThat(late.heard().getFirst().number("seq")).isEqualTo(1);
        awaitEmpty(outbox);
        assertThat(early.outcomes()).as("the outcome's own topic was done").hasSize(51);
    }

    @Test
    void respectsWhatTheBrokerTakesAtOnce() throws Exception {
        broker.configure("max_inflight_messages 2");
        broker.start();
        var receiver = receiver("gantry/+/+/outcome/#");
        var outbox = outbox();
        publisher(outbox);

        for (int i = 0; i < 200; i++) {
            outbox.say(answer(unit(i), Mode.LIVE, negative()));
        }

        awaitSeqs(receiver, 200);
        awaitEmpty(outbox);
        assertThat(seqs(receiver)).as("never cut off, so never sent twice").isEqualTo(upTo(200));
    }

    @Test
    void putsEachKindWhereItBelongs() throws Exception {
        broker.start();
        var receiver = receiver("gantry/#");
        var outbox = outbox();
        publisher(outbox);

        said(outbox.say(answer(unit(1), Mode.LIVE, positive())));
        said(outbox.say(answer(unit(2), Mode.TEST, positive())));
        said(outbox.say(answer(unit(4), Mode.SHADOW, failed(Reason.UNREADABLE))));
        said(outbox.retract(unit(1), "the image was rejected"));

        awaitEmpty(outbox);
        Wait.until(LIMIT, "all topics", () -> receiver.heard().stream()
                .filter(it -> it.topic().contains("outcome/") || it.topic().contains("alert/")).count() == 7);
        var device = "gantry/st-anna/cr-room-2/";
        assertThat(receiver.heard())
                .filteredOn(it -> it.topic().contains("outcome/") || it.topic().contains("alert/"))
                .extracting(it -> it.topic() + " " + it.number("seq"))
                .containsExactlyInAnyOrder(
                        device + "outcome/CR/chest-pneumonia 1",
                        device + "alert/urgent 1",
                        device + "test/outcome/CR/chest-pneumonia 2",
                        device + "test/alert/urgent 2",
                        device + "shadow/outcome/CR/chest-pneumonia 3",
                        device + "outcome/CR/chest-pneumonia 4",
                        device + "alert/urgent 4");
    }
}
