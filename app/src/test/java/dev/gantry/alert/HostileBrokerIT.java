// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.alert.ScriptedBroker.Manner;
import dev.gantry.config.Mode;
import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Pace;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Brokers that stall, lie and hang up. None blocks the line, each is given up on, and all is delivered in the end.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileBrokerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pace PACE = new Pace(
            Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofMillis(1500));
    private static final Health WELL = new Health(List.of(), Map.of(), Map.of(), Optional.empty());

    @TempDir
    Path folder;

    private static Publisher publisher(ScriptedBroker broker, Outbox outbox) {
        var settings = new MqttSettings(broker.url(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1), 10);
        return Publisher.start("s", "d", settings, PACE, outbox, () -> WELL, (_, _, done) -> done.run());
    }

    private static void say(Outbox outbox, int first, int last) {
        for (int i = first; i <= last; i++) {
            var said = outbox.say(answer(unit(i), Mode.LIVE, negative()));
            assertThat(said.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join()).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HANGS_UP       | the broker closed the connection
            DEAF           | the broker does not answer CONNECT
            NO_CONNACK     | the broker does not answer CONNECT
            NO_PUBACK      | the broker takes what is published and does not acknowledge it
            FORGETFUL      | the broker takes what is published and does not acknowledge it
            GARBAGE        | the broker sent a packet that cannot be read
            POISON         | the broker sent a packet that cannot be read
            TAKES_OVER     | another client uses our client id; two appliances with the same site and device?
            NOT_AUTHORISED | the broker refuses us with 0x87: not authorised
            """)
    void deliversEverythingOnceTheBrokerBehaves(Manner manner, String trouble) throws Exception {
        try (var broker = new ScriptedBroker(manner); var outbox = Outbox.open(folder)) {
            var publisher = publisher(broker, outbox);
            say(outbox, 1, 10);
            Wait.until(LIMIT, "it tries again and again", () -> broker.connections.get() >= 4);
            Wait.until(LIMIT, "the trouble is named", () -> publisher.complaints().stream()
                    .anyMatch(it -> it.startsWith(trouble)));
            say(outbox, 11, 20);

            broker.behave();

            Wait.until(LIMIT, "all is delivered", () -> outbox.waiting() == 0);
            assertThat(LongStream.rangeClosed(1, 20)).allMatch(broker::received);
            Wait.until(LIMIT, "connected", publisher::connected);
            publisher.close();
        }
    }

    @Test
    void mindsNoAnswersToWhatItNeverSent() throws Exception {
        try (var broker = new ScriptedBroker(Manner.WRONG_PUBACKS); var outbox = Outbox.open(folder);
                var _ = publisher(broker, outbox)) {
            say(outbox, 1, 50);

            Wait.until(LIMIT, "all is delivered", () -> outbox.waiting() == 0);
            assertThat(LongStream.rangeClosed(1, 50)).allMatch(broker::received);
        }
    }

    @Test
    void throwsAwayWhatTheBrokerKeepsForUsWhenItCannotBeRead() throws Exception {
        try (var broker = new ScriptedBroker(Manner.POISON); var outbox = Outbox.open(folder);
                var publisher = publisher(broker, outbox)) {
            Wait.until(LIMIT, "a clean start", () -> broker.cleanStartsOfReceiving.get() > 0);
            broker.behave();

            Wait.until(LIMIT, "the loss is named", () -> publisher.complaints().stream()
                    .anyMatch(it -> it.startsWith("acknowledgements that could not be read were thrown away")));
        }
    }

    /// Paho alone leaves a thread for each connection that is closed before it was read.
    @Test
    void keepsWhatTheBrokerKeepsForUsAndLeavesNoThreadsBehind() throws IOException, InterruptedException {
        try (var broker = new ScriptedBroker(Manner.HANGS_UP); var outbox = Outbox.open(folder);
                var _ = publisher(broker, outbox)) {
            Wait.until(LIMIT, "many connections", () -> broker.connections.get() >= 24);
            broker.behave();
            Wait.until(LIMIT, "some more", () -> broker.connections.get() >= 26);

            assertThat(broker.cleanStartsOfReceiving).hasValue(0);
            Wait.until(LIMIT, "its threads are gone", () -> Thread.getAllStackTraces().keySet().stream()
                    .filter(it -> it.getName().startsWith("MQTT ") && it.getName().contains("gantry-s-d")).count() < 12);
        }
    }
}
