// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.schedule.Job.Turn;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;

/// What a server without deadlines does: a thread and a bounded queue, in the order of arrival.
final class FirstComeFirstServed implements AutoCloseable {
    private final BlockingQueue<TimedJob> queue;
    private final LongSupplier nanoClock;
    private final Thread worker = Thread.ofPlatform().name("first-come").daemon(true).unstarted(this::work);

    FirstComeFirstServed(int capacity, LongSupplier nanoClock) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.nanoClock = nanoClock;
        worker.start();
    }

    /// False when the queue is full.
    boolean submit(TimedJob job) {
        return queue.offer(job);
    }

    private void work() {
        try {
            while (true) {
                var job = queue.take();
                job.run(new Turn(job.rungs().getFirst(), List.of(job)));
                job.ended(job.deadline().passed(nanoClock.getAsLong()));
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
