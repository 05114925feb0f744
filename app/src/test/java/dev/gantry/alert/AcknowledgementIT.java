// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.severity;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.acknowledgement.AckJson;
import dev.gantry.acknowledgement.Signature;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.AlertSettings.Step;
import dev.gantry.config.Mode;
import dev.gantry.config.MqttSettings;
import dev.gantry.escalation.Escalations;
import dev.gantry.mqtt.Pace;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// With a real mosquitto, its access list as docs/acknowledgement.md has it, and mosquitto_pub and mosquitto_sub as
/// the hospital's systems.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AcknowledgementIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PREFIX = "gantry/st-anna/cr-room-2/";
    private static final byte[] KEY = new byte[32];
    private static final Pace PACE = new Pace(
            Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(20));

    @TempDir
    Path folder;

    @TempDir
    Path brokerFolder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Mosquitto broker;
    private Outbox outbox;
    private Appliance appliance;
    private Path heard;

    /// What the appliance's wiring does, without scanners and models.
    private final class Appliance implements AutoCloseable {
        private final AtomicReference<Publisher> publisher = new AtomicReference<>();
        private final Escalations escalations;
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        Appliance() throws IOException {
            var key = folder.resolve("pager.key");
            Files.writeString(key, Base64.getEncoder().encodeToString(KEY));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            var settings = new AlertSettings(
                    List.of(new AlertSettings.Receiver("ris", Set.of("radiologist", "technologist"), Optional.empty()),
                            new AlertSettings.Receiver("pager", Set.of("radiologist"), Optional.of(key))),
                    Set.of("radiologist"), Set.of(AlertSettings.Severity.STAT),
                    List.of(new Rung(Duration.ofMillis(300), Step.REPEAT),
                            new Rung(Duration.ofMillis(600), Step.SECOND_TOPIC),
                            new Rung(Duration.ofMillis(900), Step.DEGRADED)),
                    Duration.ofMinutes(30), 600);
            escalations = Escalations.open(folder.resolve("alerts"), settings,
                    (entry, tail, more) -> publisher.get().repeat(entry, tail, more), Clock.systemUTC());
            var mqtt = new MqttSettings(broker.url(), Optional.of("gantry-cr-room-2"),
                    Optional.of(folder.resolve("password")), Duration.ofSeconds(1), 10);
            publisher.set(Publisher.start("st-anna", "cr-room-2", mqtt, PACE, outbox,
                    () -> new Health(escalations.complaints(), Map.of(), Map.of(), Optional.empty()),
                    escalations::acknowledged));
            escalations.follow(outbox);
            timer.scheduleWithFixedDelay(escalations::look, 0, 50, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() throws IOException {
            timer.shutdownNow();
            publisher.get().close();
            escalations.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        var page = Files.readString(Path.of("../docs/acknowledgement.md"));
        var list = Pattern.compile("# gantry.acl\n(.*?)```", Pattern.DOTALL).matcher(page).results().findFirst();
        Files.writeString(brokerFolder.resolve("gantry.acl"), list.orElseThrow().group(1)
                + "\nuser everybody\ntopic read gantry/#\n\nuser pager\ntopic write " + PREFIX + "ack/pager\n");
        broker = keep(new Mosquitto(brokerFolder, "password_file passwords", "acl_file gantry.acl"));
        var conf = brokerFolder.resolve("mosquitto.conf");
        Files.writeString(conf, Files.readString(conf).replace("allow_anonymous true", "allow_anonymous false"));
        Files.createFile(brokerFolder.resolve("passwords"));
        for (var user : List.of("gantry-cr-room-2", "ris", "pager", "everybody")) {
            assertThat(run("mosquitto_passwd", "-b", brokerFolder.resolve("passwords").toString(), user, "secret")).isZero();
        }
        Files.writeString(folder.resolve("password"), "secret\n");
        broker.start();
        heard = folder.resolve("heard.txt");
        var listener = new ProcessBuilder("mosquitto_sub", "-p", Integer.toString(broker.port()), "-u", "everybody",
                "-P", "secret", "-V", "5", "-q", "1", "-t", "gantry/#", "-F", "%t %p")
                .redirectErrorStream(true).redirectOutput(heard.toFile()).start();
        keep(() -> listener.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join());
        outbox = keep(Outbox.open(folder.resolve("outbox")));
        appliance = new Appliance();
        Wait.until(LIMIT, "the status is heard", () -> lines("status").findAny().isPresent());
    }

    @AfterEach
    void closeAll() throws Exception {
        appliance.close();
        for (var it : open.reversed()) {
            it.close();
        }
    }

    private <T extends AutoCloseable> T keep(T it) {
        open.add(it);
        return it;
    }

    private static int run(String... command) throws Exception {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Stream<String> lines(String tail) {
        try {
            return Files.readAllLines(heard).stream().filter(line -> line.startsWith(PREFIX + tail + " "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome say(int image) throws Exception {
        return outbox.say(severity(answer(unit(image), Mode.LIVE, positive()), Severity.STAT))
                .toCompletableFuture().get(60, TimeUnit.SECONDS).orElseThrow();
    }

    private static Ack accepted(Outcome outcome, String receiver) {
        return new Ack(outcome.identity().id(), 1, receiver, new By("radiologist", Optional.empty()),
                Instant.now().toString(), new Action.Accepted(), Optional.empty());
    }

    private static Ack signed(Ack ack) {
        return new Ack(ack.id(), ack.revision(), ack.receiver(), ack.by(), ack.at(), ack.action(),
                Optional.of(Signature.of(ack, KEY)));
    }

    /// @return the exit status of mosquitto_pub
    private int publish(String user, String receiver, Ack ack) throws Exception {
        var node = JsonMapper.shared().createObjectNode();
        AckJson.write(ack, node);
        return run("mosquitto_pub", "-p", Integer.toString(broker.port()), "-u", user, "-P", "secret", "-V", "5", "-q", "1",
                "-t", PREFIX + "ack/" + receiver, "-m", node.toString());
    }

    private void awaitCount(String name, long count) throws InterruptedException {
        Wait.until(LIMIT, name + " = " + count,
                () -> appliance.escalations.counts().getOrDefault(name, 0L) == count);
    }

    @Test
    void escalatesUntilTheRadiologistAnswers() throws Exception {
        var outcome = say(3);
        Wait.until(LIMIT, "the second topic", () -> lines("escalation/stat").count() == 1);
        Wait.until(LIMIT, "a degraded status",
                () -> lines("status").anyMatch(line -> line.contains("1 alert is unanswered")));

        assertThat(lines("alert/stat")).as("the alert and its repeat").hasSize(2).allSatisfy(
                line -> assertThat(line).contains(outcome.identity().id().toString()));
        assertThat(publish("ris", "ris", accepted(outcome, "ris"))).isZero();

        awaitCount("open", 0);
        Wait.until(LIMIT, "an online status", () -> lines("status").reduce((_, last) -> last)
                .filter(line -> line.contains("\"state\":\"online\"")).isPresent());
        assertThat(lines("alert/stat")).hasSize(2);
    }

    @Test
    void takesAnswersThatTheBrokerKeptWhileTheApplianceWasAway() throws Exception {
        var outcome = say(3);
        awaitCount("unanswered", 1);
        appliance.close();
        assertThat(publish("ris", "ris", accepted(outcome, "ris"))).isZero();

        appliance = new Appliance();

        awaitCount("open", 0);
        assertThat(sent(Step.SECOND_TOPIC)).isLessThanOrEqualTo(1);
    }

    @Test
    void neitherLosesNorMultipliesStepsWhileTheBrokerIsAway() throws Exception {
        var first = say(3);
        Wait.until(LIMIT, "the alert", () -> lines("alert/stat").findAny().isPresent());
        broker.kill();
        awaitCount("unanswered", 1);
        broker.start();

        Wait.until(LIMIT.multipliedBy(2), "the second topic", () -> sent(Step.SECOND_TOPIC) == 1);

        assertThat(sent(Step.REPEAT)).isEqualTo(1);
        // the killed broker has forgotten who listens: an answer before the receiving session is back is nobody's
        long end = System.nanoTime() + LIMIT.toNanos();
        while (appliance.escalations.counts().getOrDefault("open", 0L) > 0 && System.nanoTime() < end) {
            assertThat(publish("ris", "ris", accepted(first, "ris"))).isZero();
            Thread.sleep(500);
        }
        awaitCount("open", 0);
    }

    private long sent(Step kind) {
        try {
            return Escalations.history(folder.resolve("alerts")).stream()
                    .filter(line -> line.step() instanceof dev.gantry.chronicle.Step.Sent sent && sent.kind() == kind)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesWhatIsUnsignedOrOnAnotherTopicAndTakesWhatIsSigned() throws Exception {
        var outcome = say(3);

        publish("ris", "pager", signed(accepted(outcome, "pager")));
        assertThat(publish("pager", "pager", accepted(outcome, "ris"))).isZero();
        assertThat(publish("pager", "pager", accepted(outcome, "pager"))).isZero();
        awaitCount("refused.wrong_topic", 1);
        awaitCount("refused.unsigned", 1);
        assertThat(appliance.escalations.counts()).as("the broker let nothing through from the RIS on the pager's topic")
                .containsEntry("open", 1L);
        assertThat(publish("pager", "pager", signed(accepted(outcome, "pager")))).isZero();

        awaitCount("open", 0);
    }
}
