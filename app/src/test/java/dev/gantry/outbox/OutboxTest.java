// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.Mode;
import dev.gantry.journal.Journal.Durability;
import dev.gantry.journal.Log;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void makeFolder() {
        folder = root.resolve("outbox");
    }

    private final ManualClock clock = new ManualClock();
    private final List<Log> logs = new ArrayList<>();

    private Durability durability = Durability.SYNC;
    private long segmentBytes = 20_000;
    private boolean refusing;

    private Outbox open() throws IOException {
        return new Outbox(this::log, clock, clock::nanos);
    }

    private Log log(Supplier<byte[]> head) throws IOException {
        if (refusing) {
            throw new IOException("no space left on device");
        }
        logs.add(Log.open(folder, durability, segmentBytes, head));
        return logs.getLast();
    }

    private static Optional<Outcome> done(CompletionStage<Optional<Outcome>> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Answer other(int image) {
        return answer(unit(image), Mode.LIVE, negative());
    }

    @Test
    void handsOverWhatIsOnDisk() throws IOException {
        var published = new CopyOnWriteArrayList<Entry>();
        try (var outbox = open()) {
            done(outbox.say(other(1)));
            outbox.attach(published::add);
            var second = done(outbox.say(other(2))).orElseThrow();

            assertThat(published).extracting(Entry::seq).containsExactly(1L, 2L);
            assertThat(published.getLast().standing().last()).isEqualTo(second);
            assertThat(outbox.waiting()).isEqualTo(2);
        }
    }

    @Test
    void saysNothingTwiceEvenAfterARestart() throws IOException {
        try (var outbox = open()) {
            assertThat(done(outbox.say(answer(positive())))).isPresent();
            assertThat(done(outbox.say(answer(positive())))).isEmpty();
            outbox.settled(1);
        }
        try (var outbox = open()) {
            assertThat(outbox.waiting()).isZero();
            assertThat(outbox.standing(unit(3)).orElseThrow().wasPositive()).isTrue();
            assertThat(done(outbox.say(answer(positive())))).isEmpty();
            assertThat(done(outbox.retract(unit(3), "why")).orElseThrow().identity().revision()).isEqualTo(2);
        }
    }

    @Test
    void keepsTheBytesOfARevision() throws IOException {
        var before = new CopyOnWriteArrayList<Entry>();
        var after = new CopyOnWriteArrayList<Entry>();
        try (var outbox = open()) {
            outbox.attach(before::add);
            done(outbox.say(answer(positive())));
        }
        try (var outbox = open()) {
            outbox.attach(after::add);
        }

        assertThat(after.getFirst().payload()).isEqualTo(before.getFirst().payload());
        assertThat(after.getFirst().standing().severity()).isEqualTo(before.getFirst().standing().severity());
    }

    @Test
    void countsOnOverRestarts() throws IOException {
        for (int i = 1; i <= 3; i++) {
            try (var outbox = open()) {
                var said = done(outbox.say(other(i))).orElseThrow();
                assertThat(said.identity().seq()).isEqualTo(i);
                outbox.settled(i);
                clock.advance(Index.AGE.plusSeconds(1));
                outbox.maintain();
            }
        }
    }

    @Test
    void forgetsWhatIsSettledAndOldButNeverWhatWaits() throws IOException {
        try (var outbox = open()) {
            done(outbox.say(other(1)));
            done(outbox.say(other(2)));
            outbox.settled(2);

            clock.advance(Index.AGE.minusSeconds(1));
            outbox.maintain();
            assertThat(outbox.standing(unit(2))).isPresent();
            clock.advance(Duration.ofSeconds(2));
            outbox.maintain();

            assertThat(outbox.standing(unit(2))).isEmpty();
            assertThat(outbox.standing(unit(1))).isPresent();
            assertThat(outbox.waiting()).isEqualTo(1);
        }
    }

    @Test
    void keepsOnlyTheLastSettledRevisionOfAUnit() throws IOException {
        try (var outbox = open()) {
            done(outbox.say(answer(positive())));
            done(outbox.retract(unit(3), "why"));
            outbox.settled(2);
            outbox.settled(1);
            assertThat(outbox.waiting()).isZero();
        }
        try (var outbox = open()) {
            assertThat(outbox.standing(unit(3)).orElseThrow().last().identity().revision()).isEqualTo(2);
            assertThat(outbox.waiting()).isZero();
        }
    }

    @Test
    void losesNothingWhenItsJournalFailsForAWhile() throws IOException {
        var published = new CopyOnWriteArrayList<Entry>();
        try (var outbox = open()) {
            outbox.attach(published::add);
            done(outbox.say(other(1)));
            logs.getLast().close();

            var second = outbox.say(other(2)).toCompletableFuture();
            var third = outbox.say(other(3)).toCompletableFuture();
            assertThat(second).isNotDone();
            assertThat(outbox.failure()).isPresent();
            assertThat(published).hasSize(1);
            outbox.maintain();

            assertThat(done(second).orElseThrow().identity().seq()).isEqualTo(2);
            assertThat(done(third).orElseThrow().identity().seq()).isEqualTo(3);
            assertThat(outbox.failure()).isEmpty();
            assertThat(published).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
        }
        try (var outbox = open()) {
            assertThat(outbox.waiting()).isEqualTo(3);
        }
    }

    @Test
    void repeatsOnlyOnceTheFirstTimeIsOnDisk() throws IOException {
        try (var outbox = open()) {
            logs.getLast().close();
            outbox.say(other(1));

            var again = outbox.say(other(1)).toCompletableFuture();

            assertThat(again).as("an object must not be settled for a word that may be lost").isNotDone();
            outbox.maintain();
            assertThat(done(again)).isEmpty();
        }
    }

    @Test
    void saysBothOrNothingWhenAUnitLeavesItsMode() throws IOException {
        var published = new CopyOnWriteArrayList<Entry>();
        long before;
        try (var outbox = open()) {
            done(outbox.say(answer(positive())));
            before = Files.size(Disks.newest(folder));
            outbox.attach(published::add);
            var anew = done(outbox.say(answer(unit(3), Mode.TEST, positive()))).orElseThrow();

            assertThat(published).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
            assertThat(published.get(1).standing().last().state()).isEqualTo(State.RETRACTED);
            assertThat(published.get(1).heard()).isEqualTo(published.get(0).heard());
            assertThat(published.get(2).standing().last()).isEqualTo(anew);
            assertThat(anew.identity().revision()).isEqualTo(1);
        }
        long whole = Files.size(Disks.newest(folder));
        for (long size = whole; size >= before; size -= Math.max(1, (whole - before) / 7)) {
            Disks.cut(Disks.newest(folder), size);
            try (var outbox = open()) {
                assertThat(outbox.lastSeq()).isEqualTo(size == whole ? 3 : 1);
            }
        }
    }

    @Test
    void takesBackWhatItHasToReadFromTheDisk() throws IOException {
        try (var outbox = open()) {
            done(outbox.say(answer(positive())));
            outbox.settled(1);
        }
        try (var outbox = open()) {
            var gone = done(outbox.retract(unit(3), "rejected")).orElseThrow();

            assertThat(gone.state()).isEqualTo(State.RETRACTED);
            assertThat(gone.verdict()).isInstanceOf(Verdict.Positive.class);
            assertThat(gone.verdict().findings()).hasSize(1);
            assertThat(gone.detail()).contains("rejected");
        }
    }

    @Test
    void takesBackWhatTheDiskNoLongerGives() throws IOException {
        try (var outbox = open()) {
            var said = done(outbox.say(answer(positive()))).orElseThrow();
            for (int i = 10; i < 40; i++) {
                done(outbox.say(other(i)));
            }
            outbox.settled(1);
            Files.delete(Disks.segments(folder).getFirst());

            var gone = done(outbox.retract(unit(3), "rejected")).orElseThrow();

            assertThat(gone.identity().id()).isEqualTo(said.identity().id());
            assertThat(gone.state()).isEqualTo(State.RETRACTED);
            assertThat(outbox.failure()).isEmpty();
        }
    }

    @Test
    void letsAsManyWaitAsTheDiskHolds() throws IOException {
        durability = Durability.WRITE;
        segmentBytes = Logs.SEGMENT_BYTES;
        var last = new ArrayList<CompletionStage<Optional<Outcome>>>();
        try (var outbox = open()) {
            for (int i = 0; i < 21_000; i++) {
                last.add(outbox.say(other(i)));
            }
            last.forEach(OutboxTest::done);
            assertThat(outbox.waiting()).isEqualTo(21_000);
        }
        var published = new ArrayList<Entry>();
        try (var outbox = open()) {
            outbox.attach(published::add);
            assertThat(published).hasSize(21_000).isSortedAccordingTo(Comparator.comparingLong(Entry::seq));
            assertThat(OutcomeJson.read(published.get(20_500).payload()).identity())
                    .isEqualTo(done(last.get(20_500)).orElseThrow().identity());
            assertThat(published.get(7).standing().last().identity().seq()).isEqualTo(8);
        }
    }

    @Test
    void readsWhatWasSaidAgainAndKnowsFromWhereOn() throws IOException {
        try (var outbox = open()) {
            assertThat(outbox.firstSeq()).isEqualTo(1);
            assertThat(outbox.lastSeq()).isZero();
            assertThat(outbox.read(1, Long.MAX_VALUE, 10)).isEmpty();
            for (int i = 1; i <= 50; i++) {
                done(outbox.say(other(i)));
            }
            LongStream.rangeClosed(1, 20).forEach(outbox::settled);

            assertThat(outbox.read(5, 9, 100)).extracting(Entry::seq).containsExactly(5L, 6L, 7L, 8L, 9L);
            assertThat(outbox.read(1, Long.MAX_VALUE, 3)).extracting(Entry::seq).containsExactly(1L, 2L, 3L);
            assertThat(OutcomeJson.read(outbox.read(7, 7, 1).getFirst().payload()).identity().seq()).isEqualTo(7);
            assertThat(outbox.lastSeq()).isEqualTo(50);

            clock.advance(Index.AGE.plusSeconds(5));
            outbox.maintain();
            assertThat(outbox.firstSeq()).isEqualTo(21);
            assertThat(outbox.read(1, 22, 10)).extracting(Entry::seq).containsExactly(21L, 22L);
        }
        try (var outbox = open()) {
            assertThat(outbox.firstSeq()).isEqualTo(21);
        }
    }

    @Test
    void tellsEveryListenerOfEachRevisionInOrder() throws IOException {
        var one = new CopyOnWriteArrayList<Long>();
        var other = new CopyOnWriteArrayList<Long>();
        try (var outbox = open()) {
            outbox.listen(_ -> {
                throw new IllegalStateException("a listener with a defect");
            });
            outbox.listen(entry -> one.add(entry.seq()));
            done(outbox.say(other(1)));
            outbox.listen(entry -> other.add(entry.seq()));
            done(outbox.say(other(2)));

            assertThat(one).containsExactly(1L, 2L);
            assertThat(other).containsExactly(2L);
        }
    }

    @Test
    void keepsTheNameOfItsNumberingUntilTheDiskLosesSomeOfIt() throws IOException {
        UUID epoch;
        try (var outbox = open()) {
            epoch = outbox.epoch();
            for (int i = 1; i <= 40; i++) {
                done(outbox.say(other(i)));
            }
        }
        try (var outbox = open()) {
            assertThat(outbox.epoch()).isEqualTo(epoch);
        }
        var sealed = Disks.segments(folder).get(1);
        Disks.flip(sealed, Files.size(sealed) / 2);
        UUID after;
        try (var outbox = open()) {
            after = outbox.epoch();
            assertThat(after).isNotEqualTo(epoch);
            assertThat(outbox.read(1, 40, 100).size()).isBetween(38, 39);
            assertThat(done(outbox.say(other(41))).orElseThrow().identity().seq()).isEqualTo(41);
        }
        try (var outbox = open()) {
            assertThat(outbox.epoch()).as("the damage is known already").isEqualTo(after);
        }
    }

    @Test
    void givesBackTheRoomOfWhatItForgetsAndKeepsWhatWaits() throws IOException {
        durability = Durability.WRITE;
        try (var outbox = open()) {
            for (int i = 1; i <= 300; i++) {
                done(outbox.say(other(i)));
                if (i % 50 != 0) {
                    outbox.settled(i);
                }
            }
            int before = Disks.segments(folder).size();
            clock.advance(Index.AGE.plusSeconds(5));
            for (int i = 0; i <= before; i++) {
                outbox.maintain();
            }

            assertThat(before).isGreaterThan(20);
            assertThat(Disks.segments(folder)).as("those of the six that wait, and the newest")
                    .hasSizeBetween(6, 7);
            assertThat(outbox.waitingSeqs()).containsExactlyInAnyOrder(50L, 100L, 150L, 200L, 250L, 300L);
            assertThat(outbox.oldestWaiting()).hasValue(50);
            assertThat(outbox.read(1, 300, 10)).extracting(Entry::seq)
                    .containsExactly(50L, 100L, 150L, 200L, 250L, 300L);
            outbox.settled(100);
            outbox.maintain();
        }
        try (var outbox = open()) {
            assertThat(outbox.waitingSeqs()).containsExactlyInAnyOrder(50L, 150L, 200L, 250L, 300L);
            assertThat(done(outbox.say(other(7))).orElseThrow().identity().seq()).isEqualTo(301);
            assertThat(done(outbox.say(other(50)))).as("it waits, so it is remembered").isEmpty();
        }
    }

    @Test
    void readsWhatIsMovedWhileItIsRead() throws Exception {
        durability = Durability.WRITE;
        try (var outbox = open()) {
            for (int i = 1; i <= 200; i++) {
                done(outbox.say(other(i)));
                if (i % 8 != 0) {
                    outbox.settled(i);
                }
            }
            clock.advance(Index.AGE.plusSeconds(5));
            var reading = CompletableFuture.supplyAsync(() -> {
                int read = 0;
                try {
                    for (int turn = 0; turn < 20; turn++) {
                        read += (int) outbox.read(1, 200, 500).stream().filter(entry -> entry.seq() % 8 == 0).count();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return read;
            });
            for (int i = 0; i < 30; i++) {
                outbox.maintain();
            }

            assertThat(reading.get(60, TimeUnit.SECONDS)).isEqualTo(20 * 25);
        }
    }

    @Test
    void takesUpWhatAnEarlierVersionLeft() throws IOException {
        var former = new FormerOutbox(folder);
        var said = former.write();
        for (int life = 0; life < 2; life++) {
            try (var outbox = open()) {
                assertThat(outbox.waitingSeqs()).containsExactlyInAnyOrder(3L, 5L);
                assertThat(outbox.read(1, 10, 10)).extracting(Entry::payload)
                        .containsExactlyElementsOf(said.values());
                assertThat(done(outbox.say(FormerOutbox.FIRST))).as("said by the earlier version").isEmpty();
                assertThat(outbox.standing(FormerOutbox.FIRST.unit()).orElseThrow().heard().alerts())
                        .containsExactly(Severity.URGENT);
                assertThat(outbox.lastSeq()).isEqualTo(FormerOutbox.NEXT - 1);
            }
        }
        try (var outbox = open()) {
            assertThat(done(outbox.say(other(99))).orElseThrow().identity().seq()).isEqualTo(FormerOutbox.NEXT);
        }
        assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".journal"));
    }

    /// Whatever the power cut leaves of the newest segment: what was told is there, numbers go on without a gap, and
    /// what was not told can be said again.
    @Test
    void goesOnFromAnyCut() throws IOException {
        try (var outbox = open()) {
            for (int i = 1; i <= 6; i++) {
                done(outbox.say(other(i)));
            }
            outbox.settled(2);
            outbox.maintain();
            done(outbox.retract(unit(4), "why"));
        }
        var newest = Disks.newest(folder);
        long whole = Files.size(newest);
        for (long size = 0; size <= whole; size += Math.max(1, whole / 40)) {
            var left = root.resolve("cut-at-" + size);
            Disks.copy(folder, left);
            Disks.cut(left.resolve(newest.getFileName()), size);
            try (var outbox = Disks.open(left, clock, segmentBytes)) {
                long last = outbox.lastSeq();
                assertThat(outbox.read(1, 100, 100)).extracting(Entry::seq)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
                for (int i = 1; i <= 6; i++) {
                    boolean known = outbox.standing(unit(i)).isPresent();
                    assertThat(done(outbox.say(other(i))).isEmpty())
                            .as("image %d, cut at %d", i, size).isEqualTo(known && !(i == 4 && last == 7));
                }
                assertThat(outbox.lastSeq()).isEqualTo(last == 7 ? 8 : 6);
                assertThat(outbox.epoch()).isNotNull();
            }
        }
    }

    @Test
    void saysLaterWhatTheDiskDidNotTakeAtFirst() throws IOException {
        var published = new CopyOnWriteArrayList<Long>();
        try (var outbox = open()) {
            outbox.listen(entry -> published.add(entry.seq()));
            done(outbox.say(other(1)));
            logs.getLast().close();
            refusing = true;
            var later = LongStream.rangeClosed(2, 400)
                    .mapToObj(i -> outbox.say(other((int) i)).toCompletableFuture()).toList();
            clock.advance(Duration.ofSeconds(2));
            outbox.maintain();
            assertThat(later).noneMatch(CompletableFuture::isDone);
            assertThat(outbox.failure()).isPresent();

            refusing = false;
            clock.advance(Duration.ofSeconds(2));
            outbox.maintain();

            later.forEach(OutboxTest::done);
            assertThat(outbox.failure()).isEmpty();
            assertThat(published).isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
        }
        try (var outbox = open()) {
            assertThat(outbox.read(1, 400, 1000)).hasSize(400);
        }
    }

    @Test
    void refusesWhenClosed() throws IOException {
        var outbox = open();
        outbox.close();


        assertThatThrownBy(() -> done(outbox.say(other(1))))
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void readsEveryKindOfRecord() {
        assertThat(Kept.read(Kept.write(new Kept.Settled(List.of(1L, 7L)))))
                .isEqualTo(new Kept.Settled(List.of(1L, 7L)));
        assertThat(Kept.read(Kept.write(new Kept.Counter(42)))).isEqualTo(new Kept.Counter(42));
        var head = new Kept.Head(UUID.randomUUID(), 42);
        assertThat(Kept.read(Kept.write(head))).isEqualTo(head);
        assertThatThrownBy(() -> Kept.read(new byte[] {9})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kept.read(new byte[] {3, 0})).isInstanceOf(IllegalArgumentException.class);
    }
}
