// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Says again and again that something long still goes on, so that nobody takes it for hanging and pulls the
/// plug.
final class Patience implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    /// @param tell gets the time that has passed, each `every`, on a thread of its own
    Patience(Duration every, Consumer<Duration> tell) {
        thread = Thread.ofPlatform().name("patience").daemon(true).start(() -> {
            var passed = Duration.ZERO;
            while (!over(every)) {
                passed = passed.plus(every);
                tell.accept(passed);
            }
        });
    }

    private boolean over(Duration within) {
        try {
            return over.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true; // nobody interrupts it but the end of the process
        }
    }

    /// Nothing is told after this returns.
    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
