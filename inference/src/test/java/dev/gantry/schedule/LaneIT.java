// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LaneIT {
    private static final Lane.Device TEST = new Lane.Device("test", true);

    private static Urgency within(Duration budget, Late late) {
        return Urgency.of(Deadline.after(budget, System.nanoTime()), Severity.STAT, late, budget);
    }

    private static Job.Effort await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            return Job.Effort.PARTIAL;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitCalls(RecordingJob job, int count) throws InterruptedException {
        for (int i = 0; i < 1000 && job.calls.size() < count; i++) {
            Thread.sleep(10);
        }
    }

    @Test
    void saysThatADeadlinePassedWhileANativeCallHoldsTheLane() throws InterruptedException {
        var letGo = new CountDownLatch(1);
        var running = new RecordingJob(_ -> await(letGo));
        var waiting = new RecordingJob();
        try (var lane = Lane.start(TEST, 4, System::nanoTime)) {
            lane.submit(running, within(Duration.ofMillis(50), Late.FINISH));
            lane.submit(waiting, within(Duration.ofMillis(60), Late.DROP));
            awaitCalls(running, 2);
            awaitCalls(waiting, 2);
            assertThat(running.calls).containsExactly("run", "deadlinePassed");
            assertThat(waiting.calls).containsExactly("deadlinePassed", "dropped DEADLINE");
            letGo.countDown();
        }

        assertThat(running.calls).containsExactly("run", "deadlinePassed", "ended late");
    }

    @Test
    void runsWhatWaitsBeforeItIsClosed() {
        var jobs = new RecordingJob[] {new RecordingJob(), new RecordingJob(), new RecordingJob()};
        try (var lane = Lane.start(TEST, 4, System::nanoTime)) {
            for (var job : jobs) {
                lane.submit(job, within(Duration.ofMinutes(1), Late.FINISH));
            }
        }

        assertThat(jobs).allSatisfy(job -> assertThat(job.calls).containsExactly("run", "ended"));
    }

    @Test
    void abortsTheRunAndDropsTheRestWhenDrainingTakesTooLong() {
        var stopped = new CountDownLatch(1);
        var stuck = new RecordingJob(_ -> await(stopped)) {
            @Override
            public void abort(Stop why) {
                super.abort(why);
                stopped.countDown();
            }
        };
        var waiting = new RecordingJob();
        var lane = Lane.start(TEST, 4, System::nanoTime);
        lane.submit(stuck, within(Duration.ofMinutes(1), Late.FINISH));
        lane.submit(waiting, within(Duration.ofMinutes(2), Late.FINISH));

        lane.close(Duration.ofMillis(200));

        assertThat(stuck.calls).containsExactly("run", "abort CLOSING", "ended");
        assertThat(waiting.calls).containsExactly("dropped CLOSING");
    }

    @Test
    void givesTheDeviceOfALongRunToStatWork() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        var routine = new RecordingJob(job -> {
            started.countDown();
            return job.calls.contains("again") ? Job.Effort.FULL : await(stopped);
        }) {
            @Override
            public void abort(Stop why) {
                super.abort(why);
                stopped.countDown();
            }
        }.rung("long", Duration.ofSeconds(5).toNanos()).yielding();
        var stat = new RecordingJob().rung("short", Duration.ofMillis(1).toNanos());
        try (var lane = Lane.start(TEST, 4, System::nanoTime)) {
            var minute = Duration.ofMinutes(1);
            lane.submit(routine, Urgency.of(
                    Deadline.after(minute, System.nanoTime()), Severity.ROUTINE, Late.FINISH, minute));
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
            lane.submit(stat, within(Duration.ofSeconds(2), Late.FINISH));
        }

        assertThat(stat.calls).containsExactly("run", "ended");
        assertThat(routine.calls).containsExactly("run", "abort YIELD", "again", "run", "ended");
    }

    /// Four threads submit what the queue cannot hold; the watch tells, yields and drops meanwhile.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void endsEachJobExactlyOnceWhoeverSubmits(long seed) throws InterruptedException {
        var jobs = new ConcurrentLinkedQueue<RecordingJob>();
        var refused = new AtomicInteger();
        var random = new Random(seed);
        try (var lane = Lane.start(TEST, 16, System::nanoTime)) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                var own = new Random(random.nextLong());
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 300; n++) {
                        var job = busy(own);
                        var budget = Duration.ofMillis(1 + own.nextInt(20));
                        var urgency = Urgency.of(
                                Deadline.after(budget, System.nanoTime()),
                                Severity.values()[own.nextInt(3)],
                                Late.values()[own.nextInt(2)],
                                budget);
                        if (lane.submit(job, urgency) == Admission.ACCEPTED) {
                            jobs.add(job);
                        } else {
                            refused.incrementAndGet();
                        }
                        LockSupport.parkNanos(own.nextInt(500_000));
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
        }

        assertThat(jobs.size() + refused.get()).isEqualTo(1200);
        assertThat(jobs).allSatisfy(job -> {
            assertThat(job.calls.stream().filter(call -> call.startsWith("ended") || call.startsWith("dropped")))
                    .hasSize(1);
            assertThat(job.calls.getLast()).matches("ended|ended late|dropped (DEADLINE|OVERLOAD)");
            assertThat(job.calls.stream().filter("deadlinePassed"::equals).count()).isLessThan(2);
            if (job.calls.getLast().equals("ended late")) {
                assertThat(job.calls).contains("deadlinePassed");
            }
        });
    }

    private static RecordingJob busy(Random random) {
        long nanos = random.nextInt(1_000_000);
        var job = new RecordingJob(_ -> {
            LockSupport.parkNanos(nanos);
            return random.nextBoolean() ? Job.Effort.FULL : Job.Effort.PARTIAL;
        });
        if (random.nextBoolean()) {
            job.rung("full", 1_000_000).rung("small", 100_000);
        }
        if (random.nextBoolean()) {
            job.batch("some", 4);
        }
        return random.nextBoolean() ? job.yielding() : job;
    }
}
