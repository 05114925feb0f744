// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.delivery.Deliveries;
import dev.gantry.delivery.Delivery;
import dev.gantry.delivery.Owed;
import dev.gantry.delivery.Rank;
import dev.gantry.outbox.Disks;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.ManualClock;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One generated life of an appliance, its broker and its receivers. The outbox, the topics and the deliveries are the
/// real ones; the disk is a folder; broker and receivers are models.
final class Story implements AutoCloseable {
    static final int UNITS = 12;
    private static final int STEPS = 110;
    private static final List<Unit> PICTURES =
            IntStream.range(0, UNITS).mapToObj(Examples::unit).toList();
    private static final int WINDOW = 5;
    private static final long SEGMENT_BYTES = 20_000;

    /// What happened, to know that the test is about something.
    static final class Tally {
        private final Map<String, Integer> counts = new TreeMap<>();

        private void note(String what) {
            counts.merge(what, 1, Integer::sum);
        }

        boolean everythingHappened() {
            return counts.keySet().containsAll(List.of("crash", "torn", "mode", "retracted", "provisional", "amended",
                    "lost", "refused", "nobody", "repeat"));
        }

        @Override
        public String toString() {
            return counts.toString();
        }
    }

    private final RandomGenerator random;
    private final Path root;
    private final Tally tally;
    private final ManualClock clock = new ManualClock();
    private final Topics topics = new Topics("s", "d");
    private final Truth truth = new Truth();
    private final Map<String, Integer> moods = new HashMap<>();
    private final List<Hearing> receivers = new ArrayList<>();
    private final Deque<Entry> fresh = new ArrayDeque<>();
    private final List<Delivery> flying = new ArrayList<>();
    private Path folder;
    private Outbox outbox;
    private Deliveries deliveries = new Deliveries();
    private int life;

    Story(RandomGenerator random, Path root, Tally tally) throws IOException {
        this.random = random;
        this.root = root;
        this.tally = tally;
        this.folder = Files.createDirectories(root.resolve("life-0"));
        for (var tree : List.of("", "shadow/", "test/")) {
            for (var tail : List.of("outcome/#", "outcome/CR/+", "outcome/DX/+", "alert/#", "alert/stat",
                    "alert/urgent", "attention")) {
                receivers.add(new Hearing("gantry/s/d/" + tree + tail));
            }
        }
        begin();
    }

    private void begin() throws IOException {
        outbox = Disks.open(folder, clock, SEGMENT_BYTES);
        deliveries = new Deliveries();
        fresh.clear();
        flying.clear();
        outbox.attach(fresh::add);
    }

    void live() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(40);
            if (what < 16) {
                say(answer());
            } else if (what < 18) {
                retract(random.nextInt(UNITS));
            } else if (what < 20) {
                mood();
            } else if (what < 22) {
                loseConnection();
            } else if (what < 23) {
                crash();
            } else if (what < 25) {
                Disks.maintain(outbox);
            } else {
                publish();
            }
            if (step % 4 == 0) {
                receivers.forEach(receiver -> receiver.takeSome(random));
            }
        }
    }

    private Answer answer() {
        int image = random.nextInt(UNITS);
        var unit = PICTURES.get(image);
        Verdict verdict = switch (random.nextInt(5)) {
            case 0, 1 -> Examples.positive();
            case 2, 3 -> Examples.negative();
            default -> Examples.failed(random.nextBoolean() ? Reason.OVERLOAD : Reason.UNREADABLE);
        };
        var mode = random.nextInt(5) > 0 ? Mode.LIVE : Mode.values()[random.nextInt(3)];
        var answer = Examples.of(Examples.answer(unit, mode, verdict), unit.pseudonym());
        answer = Examples.digest(answer, "digest-" + random.nextInt(3));
        answer = Examples.severity(answer, Severity.values()[random.nextInt(4) > 0 ? image % 3 : random.nextInt(3)]);
        if (random.nextInt(6) == 0) {
            answer = Examples.modality(answer, "DX");
        }
        if (random.nextInt(6) == 0) {
            answer = Examples.aged(answer, Duration.ofHours(30));
        }
        if (random.nextInt(5) == 0) {
            tally.note("provisional");
            answer = Examples.provisional(Examples.verdict(answer, Examples.failed(Reason.DEADLINE)));
        }
        return answer;
    }

    private void say(Answer answer) throws IOException {
        clock.advance(Duration.ofMillis(random.nextInt(100_000)));
        truth.said(answer);
        var newest = Disks.newest(folder);
        long size = Files.size(newest);
        long seq = outbox.lastSeq();
        done(outbox.say(answer)).ifPresentOrElse(
                now -> tally.note(now.state() == State.AMENDED ? "amended" : "said"), () -> tally.note("repeat"));
        if (outbox.lastSeq() == seq + 2) {
            tally.note("mode");
        }
        boolean whole = Disks.newest(folder).equals(newest);
        if (random.nextInt(40) == 0 && whole && outbox.lastSeq() > seq) {
            tally.note("torn");
            long written = Files.size(newest) - size;
            crash(newest, size + random.nextLong(written));
            done(outbox.say(answer)); // its object was not settled: the spool brings it again
        }
    }

    private void retract(int image) {
        truth.retracted(PICTURES.get(image));
        done(outbox.retract(PICTURES.get(image), "the image was rejected")).ifPresent(_ -> tally.note("retracted"));
    }

    private static Optional<Outcome> done(CompletionStage<Optional<Outcome>> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// The broker changes its mind about a topic.
    private void mood() {
        var all = moods.keySet().stream().sorted().toList();
        if (!all.isEmpty()) {
            moods.put(all.get(random.nextInt(all.size())), switch (random.nextInt(3)) {
                case 0 -> Deliveries.NO_SUBSCRIBER;
                case 1 -> 0x87;
                default -> 0;
            });
        }
    }

    private void publish() {
        while (!fresh.isEmpty()) {
            var entry = fresh.remove();
            deliveries.add(new Owed(entry, Rank.of(entry.heard()), topics.of(entry)));
        }
        for (int turn = random.nextInt(8); turn > 0; turn--) {
            if (flying.size() < WINDOW) {
                deliveries.next(clock.nanos()).ifPresent(flying::add);
            }
            if (!flying.isEmpty() && random.nextBoolean()) {
                arrive(flying.remove(random.nextInt(flying.size())));
            }
        }
    }

    private void arrive(Delivery delivery) {
        int mood = moods.computeIfAbsent(delivery.topic(), _ -> 0);
        if (mood == 0) {
            send(delivery);
        } else {
            tally.note(mood == 0x87 ? "refused" : "nobody");
        }
        if (deliveries.answered(delivery, mood, clock.nanos())) {
            outbox.settled(delivery.owed().entry().seq());
        }
    }

    private void send(Delivery delivery) {
        var payload = delivery.owed().entry().payload();
        var sent = new Hearing.Sent(delivery.topic(), payload, OutcomeJson.read(payload));
        receivers.forEach(receiver -> receiver.send(sent));
    }

    /// Some of what was on its way has arrived, its acknowledgement has not.
    private void loseConnection() {
        tally.note("lost");
        for (var delivery : flying) {
            if (random.nextBoolean() && moods.getOrDefault(delivery.topic(), 0) == 0) {
                send(delivery);
            }
        }
        flying.clear();
        deliveries.connectionLost();
    }

    private void crash() throws IOException {
        var newest = Disks.newest(folder);
        crash(newest, Files.size(newest));
    }

    /// The process is gone, and of one file what stood behind `size`.
    private void crash(Path file, long size) throws IOException {
        tally.note("crash");
        var next = root.resolve("life-" + ++life);
        Disks.copy(folder, next);
        if (Disks.newest(next).getFileName().equals(file.getFileName())) { // only what is not sealed can be torn
            Disks.cut(next.resolve(file.getFileName()), size);
        }
        outbox.close();
        folder = next;
        begin();
    }

    /// The broker is well, everything is delivered, and everybody knows the truth.
    void end() {
        moods.replaceAll((_, _) -> 0);
        loseConnection();
        while (outbox.waiting() > 0) {
            clock.advance(Duration.ofSeconds(31));
            publish();
        }
        receivers.forEach(Hearing::takeAll);
        var outcomes = receivers.stream().filter(it -> it.filter.endsWith("outcome/#")).toList();
        var seqs = new HashSet<Long>();
        outcomes.forEach(receiver -> seqs.addAll(receiver.seqs()));
        assertThat(seqs).as("no gap in seq").hasSize((int) outbox.lastSeq());
        for (int image = 0; image < UNITS; image++) {
            var unit = PICTURES.get(image);
            var standing = outcomes.stream().flatMap(it -> it.standing(unit.pseudonym()).stream()).toList();
            truth.check(unit, standing);
        }
        for (var receiver : receivers) {
            receiver.highest().forEach((id, outcome) -> assertThat(outcome)
                    .as("the end of %s for %s", id, receiver.filter).isEqualTo(last(id)));
        }
        positives(outcomes);
    }

    private Outcome last(UUID id) {
        return receivers.stream().filter(it -> it.filter.endsWith("outcome/#"))
                .flatMap(it -> Optional.ofNullable(it.highest().get(id)).stream())
                .max((one, other) -> Integer.compare(one.identity().revision(), other.identity().revision()))
                .orElseThrow();
    }

    /// Nobody who listens to alerts alone is left with a positive that does not stand, and nobody misses one that
    /// was to be alerted.
    private void positives(List<Hearing> outcomes) {
        Set<UUID> standing = new HashSet<>();
        outcomes.forEach(it -> standing.addAll(it.standingPositives()));
        for (var receiver : receivers) {
            assertThat(standing).as("what %s holds to be true", receiver.filter)
                    .containsAll(receiver.standingPositives());
        }
        var alerted = new HashSet<UUID>();
        receivers.stream().filter(it -> it.filter.endsWith("alert/#"))
                .forEach(it -> alerted.addAll(it.highest().keySet()));
        outcomes.forEach(it -> it.highest().values().stream()
                .filter(outcome -> outcome.verdict() instanceof Verdict.Positive
                        && !outcome.subject().arrival().stale())
                .forEach(outcome -> assertThat(alerted).contains(outcome.identity().id())));
    }

    @Override
    public void close() throws IOException {
        outbox.close();
    }
}
