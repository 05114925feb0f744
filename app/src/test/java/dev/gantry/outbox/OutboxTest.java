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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<Log> logs = new ArrayList<>();

    private Durability durability = Durability.SYNC;
    private long segmentBytes = 20_000;

    private Outbox open() throws IOException {
        return new Outbox(this::log, clock, clock::nanos);
    }

    private Log log(Supplier<byte[]> head) throws IOException {
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
        assertThatThrownBy(() -> Kept.read(new byte[] {9})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kept.read(new byte[] {3, 0})).isInstanceOf(IllegalArgumentException.class);
    }
}
