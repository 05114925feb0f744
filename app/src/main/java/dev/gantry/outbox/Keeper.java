// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps house in an outbox, on a thread of its own that may wait for the disk: repairs the log when it failed, writes
/// down what was acknowledged, forgets what is old, and gives its room back, at most one segment each time.
final class Keeper {
    private static final long PAUSE_MILLIS = 100;
    private static final long STOP_LIMIT_MILLIS = 30_000;
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final Register register;
    private final Object lock;
    private final Scribe scribe;
    private final Reading reading;
    private final Cleaning cleaning;
    private final Clock clock;
    private final Runnable tend;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("outbox-keeper").unstarted(this::run);

    /// @param tend writes down what was acknowledged
    Keeper(Register register, Object lock, Scribe scribe, Reading reading, Clock clock, Runnable tend) {
        this.register = register;
        this.lock = lock;
        this.scribe = scribe;
        this.reading = reading;
        this.cleaning = new Cleaning(register, lock);
        this.clock = clock;
        this.tend = tend;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                maintain();
            }
        } catch (InterruptedException e) {
            LOG.warn("outbox keeper interrupted: {}", e.toString());
        }
    }

    synchronized void maintain() {
        scribe.repair();
        tend.run();
        synchronized (lock) {
            register.forget(clock.instant());
        }
        try {
            clean();
        } catch (IOException e) {
            LOG.warn("outbox cannot give room back: {}", e.toString());
        }
    }

    private void clean() throws IOException {
        var log = scribe.log();
        var segment = cleaning.candidate(log);
        if (segment.isEmpty()) {
            return;
        }
        var settlements = cleaning.settlements(log, segment.get());
        if (!settlements.isEmpty() && !scribe.settleNow(settlements)) {
            return;
        }
        synchronized (reading.cleaning()) {
            cleaning.clean(log, segment.get());
        }
    }

    /// Waits for what it is at.
    void stop() {
        stopped.countDown();
        try {
            if (thread.isAlive() && !thread.join(Duration.ofMillis(STOP_LIMIT_MILLIS))) {
                LOG.warn("outbox keeper did not end in {} ms", STOP_LIMIT_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
