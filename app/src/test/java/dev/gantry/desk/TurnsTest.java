// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
    final Turns turns = new Turns();
    final List<Integer> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void keepsTheOrderWhileCausesCompleteOnOtherThreads() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            said.clear();
            var unit = new Unit("u", "m" + round);
            try (var threads = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < 40; i++) {
                    int number = i;
                    var cause = Promise.<Void>promise();
                    boolean fails = random.nextInt(10) == 0;
                    threads.execute(() -> {
                        if (fails) {
                            cause.fail("the disk is full");
                        } else {
                            cause.complete();
                        }
                    });
                    turns.take(unit, cause.future(), () -> said.add(fails ? -1 : number));
                }
                threads.shutdown();
                assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(said).isSorted().doesNotContain(-1).hasSizeGreaterThan(20);
        }
    }

    /// A thousand images that wait for the first one's disk are not said one inside the other.
    @Test
    void saysALongLineWithoutDeepCalls() {
        var first = Promise.<Void>promise();
        var unit = new Unit("u", "m");
        turns.take(unit, first.future(), () -> said.add(0));
        for (int i = 1; i < 100_000; i++) {
            int number = i;
            turns.take(unit, Future.succeededFuture(), () -> said.add(number));
        }
        assertThat(said).isEmpty();

        first.complete();

        assertThat(said).containsExactlyElementsOf(IntStream.range(0, 100_000).boxed().toList());
    }

    @Test
    void goesOnAfterSomethingThatCouldNotBeSaid() {
        var unit = new Unit("u", "m");
        turns.take(unit, Future.succeededFuture(), () -> {
            turns.take(unit, Future.succeededFuture(), () -> said.add(2));
            throw new IllegalStateException("the outbox is closed");
        });

        assertThat(said).containsExactly(2);
    }

    @Test
    void letsNoUnitWaitForAnother() {
        turns.take(new Unit("u", "m"), Promise.<Void>promise().future(), () -> said.add(1));
        turns.take(new Unit("u", "n"), Future.succeededFuture(), () -> said.add(2));

        assertThat(said).containsExactly(2);
    }
}
