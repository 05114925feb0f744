// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final String A = "gantry/s/d/outcome/CR/a";
    private static final String B = "gantry/s/d/alert/stat";

    private final Outcomes outcomes = new Outcomes(() -> 1_790_000_000_000L);
    private final Map<Integer, Standing> said = new HashMap<>();
    private final Deliveries deliveries = new Deliveries();
    private long seq;
    private long now = Long.MAX_VALUE - 1_000_000_000L;

    /// A first revision of image `image`, or a further one.
    private Owed revision(Rank rank, int image, String... topics) {
        var answer = answer(unit(image), Mode.LIVE, negative());
        var next = new Outcomes.Moment(Examples.NOW.wall(), 0);
        var standing = outcomes.retract(unit(image), "why", seq + 1, next)
                .map(gone -> gone.of(said.get(image)))
                .or(() -> outcomes.next(answer, seq + 1, next))
                .orElseThrow();
        seq++;
        said.put(image, standing);
        var owed = new Owed(new Entry(standing, new byte[0]), rank, List.of(topics));
        deliveries.add(owed);
        return owed;
    }

    private void revision(int image, String... topics) {
        revision(Rank.QUIET, image, topics);
    }

    private List<Delivery> sent() {
        var sent = new ArrayList<Delivery>();
        for (var next = deliveries.next(now); next.isPresent(); next = deliveries.next(now)) {
            sent.add(next.get());
        }
        return sent;
    }

    private static List<String> said(List<Delivery> sent) {
        return sent.stream().map(Delivery::toString).toList();
    }

    private List<String> seqs() {
        return said(sent());
    }

    private boolean answered(Delivery delivery, int reason) {
        return deliveries.answered(delivery, reason, now);
    }

    @Test
    void sendsTheOldestFirst() {
        revision(1, A);
        revision(2, A, B);

        assertThat(seqs()).containsExactly("1 " + A, "2 " + B, "2 " + A);
        assertThat(deliveries.inFlight()).isEqualTo(3);
    }

    @Test
    void sendsWhatCannotWaitFirst() {
        revision(Rank.REHEARSAL, 1, A);
        revision(Rank.QUIET, 2, A);
        revision(Rank.ROUTINE, 3, A);
        revision(Rank.URGENT, 4, A);
        revision(Rank.STAT, 5, A);
        revision(Rank.STAT, 6, A);

        assertThat(seqs()).containsExactly("5 " + A, "6 " + A, "4 " + A, "3 " + A, "2 " + A, "1 " + A);
    }

    @Test
    void letsNothingWaitForEver() {
        revision(Rank.REHEARSAL, 1, A);
        var turns = new ArrayList<Long>();
        for (int i = 2; i < 20; i++) {
            revision(Rank.STAT, i, A);
            var next = deliveries.next(now).orElseThrow();
            turns.add(next.owed().seq());
            answered(next, 0);
        }

        assertThat(turns.indexOf(1L)).as("the eighth sending").isEqualTo(7);
    }

    @Test
    void hastensWhatSomethingUrgentWaitsFor() {
        revision(Rank.QUIET, 1, A);
        revision(Rank.QUIET, 2, A);
        revision(Rank.STAT, 2, A, B);

        var sent = sent();

        assertThat(said(sent)).containsExactly("2 " + A, "3 " + B, "1 " + A);
        answered(sent.getFirst(), 0);
        assertThat(seqs()).containsExactly("3 " + A);
    }

    @Test
    void forgetsTheHasteOnceTheUrgentOneIsGone() {
        revision(Rank.STAT, 1, A);
        var first = sent().getFirst();
        revision(Rank.REHEARSAL, 1, A);
        answered(first, 0);
        revision(Rank.QUIET, 2, A);

        assertThat(seqs()).containsExactly("3 " + A, "2 " + A);
    }

    @Test
    void sendsTheRevisionsOfAUnitOneAfterTheOther() {
        revision(1, A);
        revision(1, A, B);

        var sent = sent();
        assertThat(said(sent)).as("another topic does not wait").containsExactly("1 " + A, "2 " + B);
        assertThat(answered(sent.getFirst(), 0)).isTrue();
        assertThat(seqs()).containsExactly("2 " + A);
    }

    @Test
    void isDoneWhenEveryTopicTookIt() {
        revision(1, A, B);
        var sent = sent();

        assertThat(answered(sent.getFirst(), 0)).isFalse();
        assertThat(answered(sent.getFirst(), 0)).as("twice is once").isFalse();
        assertThat(answered(sent.getLast(), 0)).isTrue();
        assertThat(deliveries.waiting().values()).containsOnly(0);
    }

    @Test
    void keepsWhatIsRefusedAndTriesOneOfItAgain() {
        revision(1, B);
        revision(2, B);
        sent().forEach(it -> answered(it, 0x87));
        revision(3, B);

        assertThat(deliveries.complaints()).containsExactly("the broker's ACL refuses " + B);
        assertThat(seqs()).as("nor what is new").isEmpty();
        now = deliveries.nextNanos().orElseThrow();
        var probe = sent();
        assertThat(said(probe)).as("one probe").containsExactly("1 " + B);
        assertThat(deliveries.nextNanos()).as("no second probe before the first is answered").isEmpty();
        answered(probe.getFirst(), 0);
        assertThat(seqs()).as("the rest follows at once").containsExactly("2 " + B, "3 " + B);
        assertThat(deliveries.complaints()).isEmpty();
    }

    @Test
    void triesARefusedTopicLessAndLessOften() {
        revision(1, A);
        var pauses = new ArrayList<Long>();
        var probe = sent().getFirst();
        for (int i = 0; i < 8; i++) {
            answered(probe, 0x97);
            long next = deliveries.nextNanos().orElseThrow();
            pauses.add(Duration.ofNanos(next - now).toSeconds());
            now = next;
            probe = sent().getFirst();
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void holdsUpNothingForAnOutcomeThatIsTooLarge() {
        revision(1, A);
        revision(2, A);
        answered(deliveries.next(now).orElseThrow(), 0x95);

        assertThat(deliveries.complaints()).containsExactly("the broker does not take the outcome with seq 1 on " + A
                + ": it is larger than its limit");
        assertThat(seqs()).containsExactly("2 " + A);
        now = deliveries.nextNanos().orElseThrow();
        assertThat(seqs()).containsExactly("1 " + A);
    }

    @Test
    void triesAgainWhatTheDiskDidNotGiveBack() {
        revision(1, A);
        deliveries.unreadable(deliveries.next(now).orElseThrow(), now);

        assertThat(deliveries.complaints()).containsExactly(
                "cannot send the outcome with seq 1 on " + A + ": the disk does not give it back");
        assertThat(seqs()).isEmpty();
        now = deliveries.nextNanos().orElseThrow();
        assertThat(seqs()).containsExactly("1 " + A);
    }

    @Test
    void triesEachNewRevisionOnceWhileNobodyListens() {
        revision(1, B);
        answered(sent().getFirst(), 0x10);
        assertThat(deliveries.complaints()).containsExactly("nobody subscribes to " + B);

        revision(2, B);
        revision(1, B);

        var sent = sent();
        assertThat(said(sent)).as("not the second of image 1: its first comes first").containsExactly("2 " + B);
        answered(sent.getFirst(), 0);
        assertThat(seqs()).containsExactly("1 " + B);
    }

    @Test
    void sendsEverythingAgainOnANewConnection() {
        revision(1, A);
        revision(2, A);
        revision(3, A);
        var sent = sent();
        answered(sent.getFirst(), 0x10);
        answered(sent.getLast(), 0x95);

        deliveries.connectionLost();

        assertThat(deliveries.inFlight()).isZero();
        assertThat(answered(sent.getFirst(), 0)).as("a late word").isFalse();
        assertThat(seqs()).containsExactly("1 " + A, "2 " + A, "3 " + A);
    }

    @Test
    void knowsUpToWhereTheBrokerHasAnsweredEverything() {
        revision(1, A, B);
        revision(2, A);
        revision(3, B);
        assertThat(deliveries.lowestUnheard()).hasValue(1);
        var sent = sent();

        answered(sent.get(2), 0);
        assertThat(deliveries.lowestUnheard()).hasValue(1);
        answered(sent.get(0), 0x10);
        answered(sent.get(1), 0);
        assertThat(deliveries.lowestUnheard()).as("whatever the answer was").hasValue(3);
        answered(sent.get(3), 0x87);
        revision(4, B);
        sent();
        assertThat(deliveries.lowestUnheard()).as("what is held back counts as refused").isEqualTo(OptionalLong.empty());
    }

    @Test
    void complainsOfTheFirstDozenOfTopics() {
        IntStream.range(0, 40).forEach(i -> revision(i, A + i));
        sent().forEach(it -> answered(it, 0x87));

        assertThat(deliveries.complaints()).hasSize(13).endsWith("and 28 more like these");
    }

    /// Whatever the broker answers and whenever the connection ends: each revision is sent until it is taken, in order
    /// on each topic, and nothing is left.
    @Test
    void losesNothingWhateverTheBrokerAnswers() {
        var random = new Random(20_261_121);
        var taken = new HashSet<String>();
        var lastTaken = new HashMap<String, Long>();
        var flying = new ArrayList<Delivery>();
        for (int round = 0; round < 20_000; round++) {
            now += 50_000_000L;
            if (round < 5_000 && random.nextInt(4) > 0) {
                var topics = random.nextBoolean() ? new String[] {A} : new String[] {A, B};
                revision(Rank.values()[random.nextInt(5)], random.nextInt(300), topics);
            }
            if (random.nextInt(200) == 0) {
                deliveries.connectionLost();
                flying.clear();
            }
            for (int i = flying.size(); i < 8; i++) {
                deliveries.next(now).ifPresent(flying::add);
            }
            while (!flying.isEmpty() && random.nextInt(3) > 0) {
                var it = flying.remove(random.nextInt(flying.size()));
                int reason = round > 15_000 ? 0 : List.of(0, 0, 0, 0x10, 0x87, 0x95).get(random.nextInt(6));
                answered(it, reason);
                if (reason == 0) {
                    assertThat(taken.add(it.toString())).as("taken once: " + it).isTrue();
                    var before = lastTaken.put(it.owed().unit() + it.topic(), it.owed().seq());
                    assertThat(before == null ? 0 : before).isLessThan(it.owed().seq());
                }
            }
        }

        deliveries.connectionLost();
        flying.clear();
        for (var rest = sent(); !rest.isEmpty(); rest = sent()) {
            rest.forEach(it -> answered(it, 0));
        }
        assertThat(deliveries.idle()).isTrue();
        assertThat(deliveries.waiting().values()).containsOnly(0);
        assertThat(deliveries.lowestUnheard()).isEmpty();
        assertThat(deliveries.complaints()).isEmpty();
    }
}
