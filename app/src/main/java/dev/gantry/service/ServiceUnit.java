// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.service;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The unit that the process runs as, seen from inside: it tells systemd how far it is (sd_notify(3)), and feeds the
/// watchdog (sd_watchdog_enabled(3)). Outside of systemd it says nothing. Any thread.
public final class ServiceUnit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceUnit.class);
    private static final long CLOSING_SECONDS = 2;

    private final Optional<NotifySocket> socket;
    private final Duty duty;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile BooleanSupplier well = () -> true;
    private volatile Supplier<String> status = () -> "";
    private boolean complained;
    private boolean hangs;

    private ServiceUnit(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.duty = new Duty(watchdog);
        this.thread = Thread.ofPlatform().name("service-unit").daemon(true).unstarted(this::tick);
        if (socket.isPresent()) {
            thread.start();
        }
    }

    /// @param environment `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID` as systemd sets them; a socket that cannot
    ///                    be used is a line in the log, not an end
    public static ServiceUnit of(Map<String, String> environment) {
        var name = Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(it -> !it.isEmpty());
        return new ServiceUnit(name.flatMap(ServiceUnit::open), watchdog(environment));
    }

    private static Optional<NotifySocket> open(String name) {
        try {
            return Optional.of(new NotifySocket(name));
        } catch (IOException | RuntimeException e) {
            LOG.warn("systemd is not told how the start goes cause=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    /// Empty when there is none, or it is another process's.
    static Optional<Duration> watchdog(Map<String, String> environment) {
        var pid = Long.toString(ProcessHandle.current().pid());
        return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(text -> text.matches("[1-9][0-9]{0,14}"))
                .filter(_ -> environment.getOrDefault("WATCHDOG_PID", pid).equals(pid))
                .map(text -> Duration.of(Long.parseLong(text), ChronoUnit.MICROS));
    }

    /// Something begins that may take minutes, an engine build, say: until [#ready] more time is asked for again and
    /// again, for half an hour.
    public void preparing(String what) {
        say(() -> Optional.of(duty.preparing(what, System.nanoTime())));
    }

    /// The start is over. From now on the watchdog is fed.
    ///
    /// @param now  one line that `systemctl status` shows; asked each second
    /// @param fine whether the process does what it should: without it the watchdog goes hungry; asked each second
    public void ready(Supplier<String> now, BooleanSupplier fine) {
        status = now;
        well = fine;
        say(() -> Optional.of(duty.ready(now.get())));
    }

    public void stopping(String what) {
        say(() -> Optional.of(duty.stopping(what)));
    }

    private void tick() {
        while (!over()) {
            try {
                boolean fine = well.getAsBoolean();
                if (!fine && !hangs) {
                    LOG.error("the watchdog is not fed: a native call hangs past its limit; systemd ends the process");
                }
                hangs = !fine;
                var words = status.get();
                say(() -> duty.due(System.nanoTime(), fine, words));
            } catch (RuntimeException e) {
                LOG.error("the watchdog was not fed", e); // our own mistake, and to be seen as one
            }
        }
    }

    private boolean over() {
        try {
            return closing.await(duty.every().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return true; // nobody interrupts it but the end of the process
        }
    }

    private synchronized void say(Supplier<Optional<String>> words) {
        if (socket.isEmpty() || closing.getCount() == 0) {
            return;
        }
        try {
            var message = words.get();
            if (message.isPresent()) {
                socket.get().send(message.get());
            }
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                LOG.warn("systemd could not be told cause=\"{}\"", e.getMessage());
            }
            complained = true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            socket.ifPresent(NotifySocket::close);
        }
    }
}
