// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.aged;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.severity;
import static dev.gantry.outcome.Examples.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.Mode;
import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Pace;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What docs/mqtt.md promises beyond the outcomes themselves, against a real mosquitto.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ContractIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pace PACE = new Pace(
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Health WELL = new Health(List.of(), Map.of(), Map.of(), Optional.empty());
    private static final String DEVICE = "gantry/st-anna/cr-room-2/";

    private record Ack(String receiver, String payload, Runnable done) {}

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private final BlockingQueue<Ack> acks = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Mosquitto broker;

    @BeforeEach
    void startMosquitto() throws Exception {
        broker = keep(new Mosquitto(brokerFolder)).start();
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

    private Publisher publisher(Outbox outbox) {
        var settings = new MqttSettings(broker.url(), Optional.empty(), Optional.empty(), Duration.ofSeconds(2), 10);
        return keep(Publisher.start("st-anna", "cr-room-2", settings, PACE, outbox, () -> WELL,
                (who, payload, done) -> acks.add(new Ack(who, new String(payload, UTF_8), done))));
    }

    private Receiver receiver(String topic) throws Exception {
        return keep(new Receiver(broker.url(), topic));
    }

    private static MqttMessage text(String text) {
        return new MqttMessage(text.getBytes(UTF_8), 1, false, new MqttProperties());
    }

    private Ack nextAck() throws InterruptedException {
        var ack = acks.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(ack).as("an acknowledgement comes").isNotNull();
        return ack;
    }

    private static void valid(String schema, Receiver.Heard heard) {
        try {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("../docs/schema/" + schema + ".schema.json")))
                    .validate(heard.payload())).as(heard.payload().toString()).isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void hearsAgainWhatItHadNotDoneWithAndWhatCameWhileItWasAway() throws Exception {
        var outbox = outbox();
        var publisher = publisher(outbox);
        var pager = receiver("none");
        Wait.until(LIMIT, "it listens", () -> subscribed(pager));
        pager.publish(DEVICE + "ack/pager", text("one"));
        pager.publish(DEVICE + "ack/pager", text("two"));
        nextAck();
        nextAck().done().run();

        publisher.close();
        pager.publish(DEVICE + "ack/pager", text("three"));
        publisher(outbox);

        assertThat(List.of(nextAck().payload(), nextAck().payload())).as("acknowledged in order, so neither was")
                .containsExactly("one", "two");
        acks.clear();
    }

    /// Sends until something arrives: only then the session is known to the broker.
    private boolean subscribed(Receiver pager) {
        try {
            pager.publish(DEVICE + "ack/hello", text("hello"));
            var ack = acks.poll(200, TimeUnit.MILLISECONDS);
            for (var it = ack; it != null; it = acks.poll(200, TimeUnit.MILLISECONDS)) {
                it.done().run();
            }
            return ack != null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void letsNothingMalformedStandInTheWay() throws Exception {
        publisher(outbox());
        var pager = receiver("none");
        Wait.until(LIMIT, "it listens", () -> subscribed(pager));

        for (int i = 0; i < 20; i++) {
            pager.publish(DEVICE + "ack/pager", text("x".repeat(20_000)));
            pager.publish(DEVICE + "ack/pager", text("x".repeat(100_000)));
            pager.publish(DEVICE + "ack/Ä b", text("{}"));
            pager.publish(DEVICE + "replay", text("not json"));
            pager.publish(DEVICE + "replay", text("{\"from-seq\": -1}"));
        }
        pager.publish(DEVICE + "ack/pager", text("good"));

        assertThat(nextAck().payload()).isEqualTo("good");
        assertThat(acks).isEmpty();
    }

    @Test
    void saysAgainWhatAReceiverMissedWithTheSameBytes() throws Exception {
        var outbox = outbox();
        publisher(outbox);
        var first = receiver("gantry/#");
        for (int i = 1; i <= 30; i++) {
            outbox.say(answer(unit(i), Mode.LIVE, i == 7 ? positive() : negative()));
        }
        Wait.until(LIMIT, "the ledger has come as far", () -> first.heard().stream()
                .anyMatch(it -> it.topic().endsWith("/ledger") && it.number("last-seq") == 30));
        var late = receiver("gantry/#");
        Wait.until(LIMIT, "the ledger is retained", () -> late.heard().stream().anyMatch(it -> it.topic().endsWith("ledger")));
        var ledger = late.heard().stream().filter(it -> it.topic().endsWith("ledger")).findFirst().orElseThrow();
        valid("ledger", ledger);
        assertThat(ledger.number("first-seq")).isEqualTo(1);
        assertThat(ledger.text("epoch")).isEqualTo(outbox.epoch().toString());

        late.publish(DEVICE + "replay", text("{\"from-seq\": 5, \"to-seq\": 9}"));
        late.publish(DEVICE + "replay", text("{\"from-seq\": 8}"));

        Wait.until(LIMIT, "all of it", () -> late.outcomes().map(it -> it.number("seq")).distinct().count() == 26);
        Wait.until(LIMIT, "its alert too", () -> late.heard().stream().anyMatch(it -> it.topic().endsWith("alert/urgent")));
        var again = late.outcomes().filter(it -> it.number("seq") == 7).findFirst().orElseThrow();
        var before = first.outcomes().filter(it -> it.number("seq") == 7).findFirst().orElseThrow();
        assertThat(again.message().getPayload()).isEqualTo(before.message().getPayload());
        assertThat(again.topic()).isEqualTo(before.topic());
        assertThat(again.property("replay")).isEqualTo("true");
        assertThat(before.property("replay")).isEmpty();
    }

    @Test
    void sendsWhatCannotWaitFirstWhenTheBrokerComesBackAndSaysHowOldItIs() throws Exception {
        broker.kill();
        var outbox = outbox();
        for (int i = 1; i <= 60; i++) {
            var said = i > 50 ? severity(answer(unit(i), Mode.LIVE, positive()), Severity.STAT)
                    : i > 40 ? answer(unit(i), Mode.LIVE, positive())
                    : answer(unit(i), i > 30 ? Mode.TEST : Mode.LIVE, negative());
            outbox.say(i == 60 ? aged(said, Duration.ofHours(2)) : said).toCompletableFuture().join();
        }
        broker.start();
        var receiver = receiver("gantry/#");
        publisher(outbox);

        Wait.until(LIMIT, "all is delivered", () -> outbox.waiting() == 0);
        Wait.until(LIMIT, "all is heard", () -> receiver.outcomes().count() >= 60);
        var order = receiver.outcomes().map(it -> it.number("seq")).toList();
        assertThat(order).hasSize(60);
        assertThat(place(order, 51, 60)).as("STAT").isLessThan(place(order, 41, 50));
        assertThat(place(order, 41, 50)).as("urgent").isLessThan(place(order, 1, 30));
        assertThat(place(order, 1, 30)).as("live before test").isLessThan(place(order, 31, 40));
        var oldest = receiver.outcomes().filter(it -> it.number("seq") == 59).findFirst().orElseThrow();
        assertThat(oldest.property("age-from")).isEqualTo("acquired");
        assertThat(Long.parseLong(oldest.property("age-s"))).isPositive();
        assertThat(oldest.property("late")).isIn("true", "false");
        assertThat(new String(oldest.message().getProperties().getCorrelationData(), UTF_8)).isEqualTo(oldest.text("id"));
        assertThat(oldest.message().getProperties().getMessageExpiryInterval()).as("an outcome never expires").isNull();
    }

    /// An hour in which each second an exam was answered, one in a hundred of them a STAT positive.
    @Test
    void deliversWhatAnHourLeftWaitingStatFirst() throws Exception {
        int hour = 3600;
        broker.kill();
        var outbox = outbox();
        publisher(outbox);
        var said = new ArrayList<CompletableFuture<?>>();
        for (int i = 1; i <= hour; i++) {
            said.add(outbox.say(i % 100 == 0 ? severity(answer(unit(i), Mode.LIVE, positive()), Severity.STAT)
                    : answer(unit(i), Mode.LIVE, negative())).toCompletableFuture());
        }
        CompletableFuture.allOf(said.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
        broker.start();
        var receiver = receiver("gantry/#");
        long from = System.nanoTime();

        Wait.until(Duration.ofMinutes(1), "all of the hour is delivered", () -> outbox.waiting() == 0);

        System.out.printf("an hour away: %d outcomes delivered in %d ms%n", hour, (System.nanoTime() - from) / 1_000_000);
        Wait.until(LIMIT, "all is heard", () -> receiver.heard().stream().filter(it -> it.topic().contains("/outcome/")
                || it.topic().endsWith("/alert/stat")).count() >= hour + hour / 100);
        var order = receiver.outcomes().map(it -> it.number("seq")).toList();
        assertThat(order).hasSize(hour).doesNotHaveDuplicates();
        assertThat(order.subList(0, 60).stream().filter(seq -> seq % 100 == 0)).as("STAT first, but for each eighth")
                .hasSize(hour / 100);
        assertThat(receiver.heard()).filteredOn(it -> it.topic().endsWith("/alert/stat")).hasSize(hour / 100);
    }

    /// The mean place of these numbers.
    private static double place(List<Long> order, long from, long to) {
        return order.stream().filter(seq -> seq >= from && seq <= to).mapToInt(order::indexOf).average().orElseThrow();
    }

    @Test
    void saysOnceMoreWhatNobodyAnswered() throws Exception {
        var outbox = outbox();
        var entries = new LinkedBlockingQueue<Entry>();
        outbox.listen(entries::add);
        var publisher = publisher(outbox);
        var receiver = receiver("gantry/+/+/escalation/#");
        Wait.until(LIMIT, "connected", publisher::connected);
        outbox.say(severity(answer(positive()), Severity.STAT)).toCompletableFuture().join();
        var entry = entries.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);

        publisher.repeat(entry, "escalation/stat", Map.of("step", "2")).toCompletableFuture().get(60, TimeUnit.SECONDS);

        Wait.until(LIMIT, "it is heard", () -> !receiver.heard().isEmpty());
        var heard = receiver.heard().getFirst();
        assertThat(heard.topic()).isEqualTo(DEVICE + "escalation/stat");
        assertThat(heard.message().getPayload()).isEqualTo(entry.payload());
        assertThat(heard.property("step")).isEqualTo("2");
        assertThat(heard.message().getProperties().getMessageExpiryInterval()).isBetween(3_500L, 3_600L);
        assertThatThrownBy(() -> publisher.repeat(entry, "nobody/stat", Map.of()).toCompletableFuture()
                .get(60, TimeUnit.SECONDS)).hasMessageContaining("nobody subscribes to it");
        broker.kill();
        Wait.until(LIMIT, "gone", () -> !publisher.connected());
        assertThatThrownBy(() -> publisher.repeat(entry, "escalation/stat", Map.of()).toCompletableFuture()
                .get(60, TimeUnit.SECONDS)).hasMessageContaining("there is no connection to the broker");
    }

    /// A proxy that cuts the line at any byte, and a broker that comes and goes: at least once, and to the end.
    @Test
    void deliversEverythingOverALineThatIsCutAtAnyByte() throws Exception {
        var outbox = outbox();
        var receiver = receiver("gantry/+/+/outcome/#");
        try (var cable = new FrayedCable(broker.port())) {
            var settings = new MqttSettings(cable.url(), Optional.empty(), Optional.empty(), Duration.ofSeconds(2), 10);
            try (var _ = Publisher.start("st-anna", "cr-room-2", settings, PACE, outbox, () -> WELL, (_, _, done) -> done.run())) {
                for (int i = 1; i <= 200; i++) {
                    outbox.say(answer(unit(i), Mode.LIVE, negative()));
                }
                Wait.until(Duration.ofSeconds(60), "all is delivered", () -> outbox.waiting() == 0);
                assertThat(cable.cuts()).as("cut on the way").isPositive();
            }
        }
        Wait.until(LIMIT, "all is heard", () -> receiver.outcomes().map(it -> it.number("seq")).distinct().count() >= 200);
        assertThat(receiver.outcomes().map(it -> it.text("id") + it.number("revision")).distinct().count()).isEqualTo(200);
    }
}
