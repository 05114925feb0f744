// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.negative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what the outbox costs; `mvn -pl app -am test -Dtest=OutboxBench -Dsurefire.failIfNoSpecifiedTests=false`.
class OutboxBench {
    private static final int WAITING = Integer.getInteger("gantry.bench.waiting", 100_000);

    @TempDir
    Path folder;

    private static Answer other(int image) {
        return answer(new Unit("image-%016d".formatted(image), "chest-pneumonia"), Mode.LIVE, negative());
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf("%s: p50=%d us p99=%d us of %d%n", what, nanos[nanos.length / 2] / 1000,
                nanos[nanos.length * 99 / 100] / 1000, nanos.length);
    }

    @Test
    void oneAtATime() throws IOException {
        try (var outbox = Outbox.open(folder)) {
            for (int round = 0; round < 2; round++) {
                var took = new long[1000];
                for (int i = 0; i < took.length; i++) {
                    long since = System.nanoTime();
                    outbox.say(other(1000 * round + i)).toCompletableFuture().join();
                    took[i] = System.nanoTime() - since;
                }
                print("say to durable, one after the other", took);
            }
        }
    }

    @Test
    void aThousandASecond() throws IOException {
        var done = new ArrayList<CompletableFuture<?>>();
        var took = new long[5000];
        try (var outbox = Outbox.open(folder)) {
            long begin = System.nanoTime();
            for (int i = 0; i < took.length; i++) {
                long due = begin + i * 1_000_000L;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                int at = i;
                done.add(outbox.say(other(i)).thenRun(() -> took[at] = System.nanoTime() - due).toCompletableFuture());
                outbox.settled(i);
            }
            done.forEach(CompletableFuture::join);
            System.out.printf("%d says in %d ms%n", took.length, (System.nanoTime() - begin) / 1_000_000);
        }
        print("say to durable at 1000 a second, from when it was due", took);
    }

    @Test
    void opensWithMuchWaiting() throws IOException {
        try (var outbox = Outbox.open(folder)) {
            long begin = System.nanoTime();
            var last = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < WAITING; i++) {
                last.add(outbox.say(other(i)).toCompletableFuture());
                if (last.size() == 1000) {
                    last.forEach(CompletableFuture::join);
                    last.clear();
                }
            }
            last.forEach(CompletableFuture::join);
            System.out.printf("%d says as fast as they go: %d a second%n", WAITING,
                    WAITING * 1_000_000_000L / (System.nanoTime() - begin));
        }
        long before = heap();
        for (int round = 0; round < 3; round++) {
            long since = System.nanoTime();
            try (var outbox = Outbox.open(folder)) {
                long opened = System.nanoTime();
                var entries = new ArrayList<Entry>();
                outbox.attach(entries::add);
                System.out.printf("open with %d waiting: %d ms; heap %d MB%n", outbox.waiting(),
                        (opened - since) / 1_000_000, (heap() - before) >> 20);
                since = System.nanoTime();
                long bytes = entries.stream().mapToLong(entry -> entry.payload().length).sum();
                System.out.printf("all payloads read back: %d ms, %d MB%n", (System.nanoTime() - since) / 1_000_000,
                        bytes >> 20);
                assertThat(entries).hasSize(WAITING);
            }
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
