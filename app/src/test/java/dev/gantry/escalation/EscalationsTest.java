// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import static dev.gantry.escalation.Sayings.LADDER;
import static dev.gantry.escalation.Sayings.SETTINGS;
import static dev.gantry.escalation.Sayings.settings;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.severity;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.AckJson;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class EscalationsTest {
    /// Both clocks, moved by hand: the wall clock can be set, the other one only goes on.
    private static final class Clocks extends Clock {
        private Instant wall = Instant.now();
        private long nanos = 7_000_000_000L;

        void pass(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
        }

        void set(Duration ahead) {
            wall = wall.plus(ahead);
        }

        @Override
        public Instant instant() {
            return wall;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private record Carried(String tail, Entry entry, Map<String, String> properties, CompletableFuture<Void> puback) {}

    @TempDir
    Path folder;

    private final Clocks clocks = new Clocks();
    private final List<Carried> carried = new ArrayList<>();
    private boolean brokerThere = true;
    private Outbox outbox;
    private Escalations escalations;
    private Path alerts;

    private CompletionStage<Void> repeat(Entry entry, String tail, Map<String, String> properties) {
        var puback = new CompletableFuture<Void>();
        carried.add(new Carried(tail, entry, properties, puback));
        if (brokerThere) {
            puback.complete(null);
        }
        return puback;
    }

    @BeforeEach
    void open() throws IOException {
        alerts = folder.resolve("alerts");
        outbox = Outbox.open(folder.resolve("outbox"));
        start(SETTINGS);
    }

    private void start(AlertSettings settings) throws IOException {
        escalations = new Escalations(alerts, settings, this::repeat, clocks, () -> clocks.nanos);
        escalations.follow(outbox);
    }

    /// As after kill -9: another process finds the files as they are.
    private void crash(Duration away) throws IOException {
        var copy = Files.createDirectories(folder.resolve("alerts-" + UUID.randomUUID()));
        try (var files = Files.list(alerts)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        escalations.close();
        alerts = copy;
        clocks.pass(away);
        start(SETTINGS);
    }

    private void restart(AlertSettings settings, Duration away) throws IOException {
        escalations.close();
        clocks.pass(away);
        start(settings);
    }

    @AfterEach
    void close() throws IOException {
        escalations.close();
        outbox.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Outcome say(int image, Severity severity, Mode mode) throws Exception {
        return get(outbox.say(severity(answer(Examples.unit(image), mode, positive()), severity))).orElseThrow();
    }

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second += 10) {
            clocks.pass(ofSeconds(10));
            escalations.look();
        }
    }

    private Ack accepted(Outcome outcome, String role) {
        return Sayings.ack(outcome.identity().id(), 1, role, new Action.Accepted(), clocks.instant());
    }

    private static byte[] json(Ack ack) {
        var node = JsonMapper.shared().createObjectNode();
        AckJson.write(ack, node);
        return node.toString().getBytes(UTF_8);
    }

    private List<String> tails() {
        return carried.stream().map(Carried::tail).toList();
    }

    private List<String> audit() throws IOException {
        return Escalations.history(alerts).stream()
                .map(line -> line.step().getClass().getSimpleName()).filter(it -> !it.equals("Noted")).toList();
    }

    @Test
    void repeatsThePayloadOfWhatNobodyAnswers() throws Exception {
        var outcome = say(3, Severity.STAT, Mode.LIVE);
        pass(ofMinutes(11));

        assertThat(tails()).containsExactly("alert/stat", "escalation/stat");
        assertThat(carried.getFirst().entry().payload()).isEqualTo(outbox.read(1, 1, 1).getFirst().payload());
        assertThat(carried.getFirst().properties()).containsEntry("escalation", "repeat").containsEntry("alerts", "1")
                .containsEntry("unanswered-since", outcome.timing().published().toString()).doesNotContainKey("also");
        assertThat(escalations.complaints()).singleElement().asString().startsWith("1 alert is unanswered, the oldest");
        assertThat(escalations.counts()).containsEntry("open", 1L).containsEntry("unanswered", 1L);
    }

    @Test
    void takesAnAnswerOnceItIsOnDisk() throws Exception {
        var outcome = say(3, Severity.STAT, Mode.LIVE);
        pass(ofMinutes(11));
        var done = new CompletableFuture<List<String>>();

        escalations.acknowledged("ris", json(accepted(outcome, "radiologist")), () -> {
            try {
                done.complete(audit());
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });

        assertThat(get(done)).as("what a second process reads at that moment")
                .containsExactly("Ruled", "Said", "Sent", "Sent", "Degraded", "Acknowledged");
        assertThat(escalations.complaints()).isEmpty();
        assertThat(escalations.counts()).containsEntry("open", 0L);
    }

    @Test
    void asksTheSameOfAnAnswerThatComesFromAPage() throws Exception {
        var outcome = say(3, Severity.STAT, Mode.LIVE);

        assertThat(get(escalations.acknowledge(accepted(outcome, "surgeon")))).isInstanceOf(Answered.Refused.class);
        assertThat(get(escalations.acknowledge(accepted(outcome, "technologist"))))
                .isEqualTo(new Answered.Taken(Step.AckEffect.NOT_STOPPING));
        assertThat(get(escalations.acknowledge(accepted(outcome, "radiologist"))))
                .isEqualTo(new Answered.Taken(Step.AckEffect.ENDS));
        assertThat(get(escalations.acknowledge(accepted(outcome, "radiologist")))).isEqualTo(new Answered.Again());
    }

    @Test
    void countsRefusedAnswersAndWritesOnlyTheFirstOfAnHour() throws Exception {
        for (int i = 0; i < 50; i++) {
            var done = new CompletableFuture<Void>();
            escalations.acknowledged("r\ni s", "{".getBytes(UTF_8), () -> done.complete(null));
            get(done);
        }
        assertThat(escalations.counts()).containsEntry("refused.malformed", 50L);

        pass(ofMinutes(61));
        escalations.close();

        var refused = Escalations.history(alerts).stream().map(Line::step)
                .filter(Step.Refused.class::isInstance).map(Step.Refused.class::cast).toList();
        assertThat(refused).hasSize(Refusals.FIRST + 1);
        assertThat(refused.getFirst().receiver()).isEqualTo("r-i-s");
        assertThat(refused.stream().mapToLong(Step.Refused::count).sum()).isEqualTo(50);
    }

    @Test
    void isNotLateThoughTheWallClockIsSet() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        pass(ofSeconds(60));
        clocks.set(Duration.ofDays(-400));
        pass(ofSeconds(50));
        assertThat(carried).isEmpty();
        pass(ofSeconds(20));
        assertThat(tails()).containsExactly("alert/stat");

        clocks.set(Duration.ofDays(800));
        pass(ofMinutes(2));
        assertThat(tails()).hasSize(1);
        pass(ofMinutes(2));
        assertThat(tails()).containsExactly("alert/stat", "escalation/stat");
    }

    @Test
    void waitsForTheRestOfTheTimeAfterARestart() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        pass(ofSeconds(60));

        restart(SETTINGS, ofSeconds(30));

        pass(ofSeconds(20));
        assertThat(carried).isEmpty();
        pass(ofSeconds(20));
        assertThat(tails()).containsExactly("alert/stat");
    }

    @Test
    void losesAtMostTheTimeItWasAwayWhenTheWallClockWasSetBackMeanwhile() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        pass(ofSeconds(60));

        clocks.set(Duration.ofDays(-3));
        crash(ofSeconds(30));

        pass(ofSeconds(50));
        assertThat(carried).isEmpty();
        pass(ofSeconds(80));
        assertThat(tails()).containsExactly("alert/stat");
    }

    @Test
    void hearsAfterARestartWhatWasSaidWhileItWasAway() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        escalations.close();
        var missed = say(4, Severity.STAT, Mode.LIVE);
        start(SETTINGS);

        pass(ofMinutes(3));

        assertThat(carried).hasSize(1);
        assertThat(carried.getFirst().properties().get("also")).isNotNull();
        assertThat(get(escalations.acknowledge(accepted(missed, "radiologist"))))
                .isEqualTo(new Answered.Taken(Step.AckEffect.ENDS));
    }

    @Test
    void doesNotEscalateWhatWasSaidBeforeItWasEverSetUp() throws Exception {
        escalations.close();
        say(3, Severity.STAT, Mode.LIVE);
        escalations = new Escalations(folder.resolve("fresh"), SETTINGS, this::repeat, clocks, () -> clocks.nanos);
        escalations.follow(outbox);

        pass(ofMinutes(20));

        assertThat(carried).isEmpty();
        assertThat(escalations.complaints()).isEmpty();
    }

    @Test
    void keepsNothingWhereNobodyCanAnswer() throws Exception {
        var nobody = new AlertSettings(List.of(), SETTINGS.stopEscalation(), SETTINGS.severities(), LADDER,
                ofMinutes(30), 20);
        restart(nobody, ofSeconds(1));
        escalations.close();
        var before = audit();
        start(nobody);
        say(3, Severity.STAT, Mode.LIVE);
        pass(ofMinutes(20));

        escalations.close();
        assertThat(carried).isEmpty();
        assertThat(audit()).isEqualTo(before);

        restart(SETTINGS, ofMinutes(5));
        pass(ofMinutes(20));
        assertThat(carried).as("what was said while it was off is old").isEmpty();
        say(4, Severity.STAT, Mode.LIVE);
        clocks.pass(ofMinutes(40));
        pass(ofMinutes(3));
        assertThat(escalations.counts()).containsEntry("open", 1L);
    }

    @Test
    void recordsARepeatOnlyOnceTheBrokerHasTakenIt() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        brokerThere = false;
        pass(ofMinutes(3));

        assertThat(carried).hasSizeBetween(1, 2);
        get(escalations.written());
        assertThat(audit()).containsExactly("Ruled", "Said");

        carried.getLast().puback().complete(null);
        get(escalations.written());
        assertThat(audit()).containsExactly("Ruled", "Said", "Sent");
    }

    @Test
    void triesAgainLessAndLessOftenWhileTheBrokerRefuses() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        brokerThere = false;
        for (int second = 0; second < 220; second++) {
            clocks.pass(ofSeconds(1));
            escalations.look();
            carried.forEach(it -> it.puback().completeExceptionally(new IOException("refused by the ACL")));
        }

        assertThat(carried.size()).isBetween(6, 10);
        assertThat(escalations.complaints()).containsExactly(
                "escalations cannot be sent on alert/stat: refused by the ACL");
        brokerThere = true;
        pass(ofMinutes(1));
        assertThat(escalations.complaints()).isEmpty();
    }

    @Test
    void sendsOnceMoreWhatWasUnderWayAtACrash() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        brokerThere = false;
        pass(ofSeconds(130));
        assertThat(carried).hasSize(1);

        brokerThere = true;
        crash(ofSeconds(1));
        pass(ofSeconds(60));
        escalations.close();

        assertThat(tails()).containsExactly("alert/stat", "alert/stat");
        assertThat(audit().stream().filter("Sent"::equals)).hasSize(1);
    }

    @Test
    void leavesAloneWhatIsNotLive() throws Exception {
        say(3, Severity.STAT, Mode.SHADOW);
        say(4, Severity.STAT, Mode.TEST);
        say(5, Severity.ROUTINE, Mode.LIVE);
        pass(ofMinutes(20));

        assertThat(carried).isEmpty();
        assertThat(escalations.complaints()).isEmpty();
    }

    @Test
    void endsWithARetraction() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        get(outbox.retract(Examples.unit(3), "rejected"));
        pass(ofMinutes(20));

        assertThat(carried).isEmpty();
    }

    @Test
    void endsWhatTheNewSettingsNoLongerWant() throws Exception {
        say(3, Severity.STAT, Mode.LIVE);
        restart(settings(List.of(), 20), ofSeconds(1));
        pass(ofMinutes(20));

        escalations.close();
        assertThat(carried).isEmpty();
        assertThat(audit()).containsSubsequence("Said", "Ruled", "Ended");
    }
}
