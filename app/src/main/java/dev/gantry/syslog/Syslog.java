// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers messages to one receiver by syslog over TLS (RFC 5424, RFC 5425), in their order and at least once.
///
/// What is sent is on disk before it is written, and is written again after a broken connection or a restart until the
/// receiver can be taken to have it. Nobody who sends waits. Any thread.
public final class Syslog implements Outlet, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Syslog.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final long CLOSE_MILLIS = 15_000;

    private final Receiver receiver;
    private final Originator from;
    private final Pace pace;
    private final Backlog backlog;
    private final Thread courier;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean connected;
    private volatile boolean closing;
    private volatile Optional<Away> away = Optional.empty();

    /// @param why in words of the network, without what is sent
    private record Away(long sinceNanos, String why) {}

    private Syslog(Backlog backlog, Receiver receiver, Originator from, Pace pace) {
        this.backlog = backlog;
        this.receiver = receiver;
        this.from = from;
        this.pace = pace;
        this.courier = Thread.ofPlatform().daemon().name("syslog").start(this::run);
    }

    /// Begins to deliver what an earlier run of the process did not.
    ///
    /// @param folder for what waits; made when missing
    /// @throws IOException when it cannot be used
    public static Syslog open(Path folder, Receiver receiver, Originator from) throws IOException {
        return open(folder, receiver, from, Pace.USUAL, Backlog.MOST);
    }

    static Syslog open(Path folder, Receiver receiver, Originator from, Pace pace, int most) throws IOException {
        return new Syslog(Backlog.open(folder, most), receiver, from, pace);
    }

    @Override
    public boolean send(Message message) {
        return backlog.add(number -> Frame.of(message, from, number), false);
    }

    @Override
    public void insist(Message message) {
        backlog.add(number -> Frame.of(message, from, number), true);
    }

    @Override
    public boolean roomy() {
        return backlog.roomy();
    }

    public Standing standing() {
        return new Standing(connected, backlog.size(), written.get(), backlog.trouble().or(this::absence));
    }

    private Optional<String> absence() {
        return away.filter(it -> System.nanoTime() - it.sinceNanos() > pace.patience().toNanos())
                .map(it -> "the audit trail has not reached %s for %d min (%s); %d messages wait on disk".formatted(
                        receiver, Duration.ofNanos(System.nanoTime() - it.sinceNanos()).toMinutes(), it.why(),
                        backlog.size()));
    }

    private void run() {
        var pause = pace.first();
        try {
            while (!closing) {
                long beganNanos = System.nanoTime();
                try (var link = Link.open(receiver, backlog::wake)) {
                    connected = true;
                    LOG.info("syslog connected receiver={} waiting={}", receiver, backlog.size());
                    deliver(link);
                } catch (IOException | RuntimeException e) { // delivery must never end by itself
                    lost(e);
                }
                connected = false;
                backlog.rewind();
                pause = System.nanoTime() - beganNanos > pace.settled().toNanos() ? pace.first() : pause;
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(pace.most()) < 0 ? pause.multipliedBy(2) : pace.most();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until the end of the link or of the process.
    private void deliver(Link link) throws IOException, InterruptedException {
        long sinceNanos = System.nanoTime();
        while (true) {
            link.check();
            long now = System.nanoTime();
            if (now - sinceNanos > pace.settled().toNanos()) {
                away = Optional.empty();
            }
            backlog.delivered(now - pace.settled().toNanos());
            var next = backlog.next();
            if (next.isPresent()) {
                link.write(next.get().frame());
                backlog.wrote(System.nanoTime());
                written.incrementAndGet();
            } else if (closing) {
                if (link.finish(FAREWELL)) {
                    backlog.delivered(System.nanoTime());
                }
                return;
            } else {
                backlog.await(Math.min(LOOK_MILLIS, pace.settled().toMillis()));
            }
        }
    }

    private void lost(Exception failure) {
        var why = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (away.isEmpty()) {
            away = Optional.of(new Away(System.nanoTime(), why));
            LOG.warn("syslog receiver away receiver={} waiting={} reason=\"{}\"", receiver, backlog.size(), why);
        } else {
            away = away.map(it -> new Away(it.sinceNanos(), why));
        }
    }

    private void rest(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        while (!closing && end - System.nanoTime() > 0) {
            synchronized (this) {
                if (!closing) {
                    wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                }
            }
        }
    }

    /// Delivers what waits while the receiver takes it, up to some seconds; the rest is on disk for the next start.
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        backlog.wake();
        try {
            courier.join(CLOSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        courier.interrupt();
        backlog.close();
    }
}
