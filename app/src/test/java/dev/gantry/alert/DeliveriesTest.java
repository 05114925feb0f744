// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.alert.Deliveries.Delivery;
import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private Entry revision(int image, String... topics) {
        var answer = answer(unit(image), Mode.LIVE, negative());
        var next = new Outcomes.Moment(Examples.NOW.wall(), 0);
        var standing = outcomes.retract(unit(image), "why", ++seq, next)
                .map(gone -> gone.of(said.get(image)))
                .or(() -> outcomes.next(answer, seq, next))
                .orElseThrow();
        said.put(image, standing);
        var entry = new Entry(standing, new byte[0]);
        deliveries.add(entry, List.of(topics));
        return entry;
    }

    private List<Delivery> sent() {
        var sent = new ArrayList<Delivery>();
        for (var next = deliveries.next(now); next.isPresent(); next = deliveries.next(now)) {
            sent.add(next.get());
        }
        return sent;
    }

    private List<String> seqs() {
        return sent().stream().map(it -> it.entry().seq() + " " + it.topic()).toList();
    }

    @Test
    void sendsTheOldestFirst() {
        revision(1, A);
        revision(2, A, B);

        assertThat(seqs()).containsExactly("1 " + A, "2 " + B, "2 " + A);
        assertThat(deliveries.inFlight()).isEqualTo(3);
    }

    @Test
    void sendsTheRevisionsOfAUnitOneAfterTheOther() {
        var first = revision(1, A);
        revision(1, A, B);

        assertThat(seqs()).as("another topic does not wait").containsExactly("1 " + A, "2 " + B);
        assertThat(deliveries.answered(new Delivery(first, A), 0, now)).isTrue();
        assertThat(seqs()).containsExactly("2 " + A);
    }

    @Test
    void isDoneWhenEveryTopicTookIt() {
        var entry = revision(1, A, B);
        sent();

        assertThat(deliveries.answered(new Delivery(entry, B), 0, now)).isFalse();
        assertThat(deliveries.answered(new Delivery(entry, B), 0, now)).as("twice is once").isFalse();
        assertThat(deliveries.answered(new Delivery(entry, A), 0, now)).isTrue();
    }

    @Test
    void keepsWhatIsRefusedAndTriesOneOfItAgain() {
        var first = revision(1, B);
        var second = revision(2, B);
        sent();
        deliveries.answered(new Delivery(first, B), 0x87, now);
        deliveries.answered(new Delivery(second, B), 0x87, now);

        assertThat(deliveries.complaints()).containsExactly("the broker's ACL refuses " + B);
        assertThat(seqs()).isEmpty();
        now = deliveries.nextProbeNanos().orElseThrow();
        assertThat(seqs()).as("one probe").containsExactly("1 " + B);
        assertThat(deliveries.nextProbeNanos()).as("no second probe before the first is answered").isEmpty();
        deliveries.answered(new Delivery(first, B), 0, now);
        assertThat(seqs()).as("the rest follows at once").containsExactly("2 " + B);
        assertThat(deliveries.complaints()).isEmpty();
    }

    @Test
    void triesARefusedTopicLessAndLessOften() {
        var entry = revision(1, A);
        sent();
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            deliveries.answered(new Delivery(entry, A), 0x97, now);
            long next = deliveries.nextProbeNanos().orElseThrow();
            pauses.add(Duration.ofNanos(next - now).toSeconds());
            now = next;
            sent();
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void triesEachNewRevisionOnceWhileNobodyListens() {
        var first = revision(1, B);
        sent();
        deliveries.answered(new Delivery(first, B), 0x10, now);
        assertThat(deliveries.complaints()).containsExactly("nobody subscribes to " + B);

        var second = revision(2, B);
        revision(1, B);

        assertThat(seqs()).as("not the second of image 1: its first comes first").containsExactly("2 " + B);
        deliveries.answered(new Delivery(second, B), 0, now);
        assertThat(seqs()).containsExactly("1 " + B);
    }

    @Test
    void sendsEverythingAgainOnANewConnection() {
        var first = revision(1, A);
        revision(2, A);
        sent();
        deliveries.answered(new Delivery(first, A), 0x10, now);

        deliveries.connectionLost();

        assertThat(deliveries.inFlight()).isZero();
        assertThat(deliveries.answered(new Delivery(first, A), 0, now)).as("a late word").isFalse();
        assertThat(seqs()).containsExactly("1 " + A, "2 " + A);
    }
}
