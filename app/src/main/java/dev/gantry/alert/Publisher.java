// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.alert.Connection.News;
import dev.gantry.alert.Deliveries.Delivery;
import dev.gantry.config.MqttSettings;
import dev.gantry.config.Settings;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what is in the outbox to the broker, in order, at least once, and says how the appliance is.
///
/// One platform thread, `alert-publisher`, owns the connection and all state; Paho's threads and the
/// journal's only leave events for it.
public final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long SHORTEST_BACK_OFF_MILLIS = 200;
    private static final long LONGEST_BACK_OFF_MILLIS = 10_000;
    private static final long STABLE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long ANSWER_LIMIT_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long TEND_NANOS = Duration.ofMillis(100).toNanos();
    private static final long DRAIN_LIMIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long FAREWELL_LIMIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long CLOSE_LIMIT_MILLIS = 8_000;
    private static final int MAX_EVENTS = 4 * 20_000 + 2 * 65_535;

    private sealed interface Event {
        record Fresh(Entry entry) implements Event {}

        record Heard(News news) implements Event {}

        record Stop() implements Event {}
    }

    /// Where the one connection stands. `sinceNanos`: the last sign of life of the broker.
    private sealed interface Link {
        record Down(long retryAtNanos) implements Link {}

        record Trying(Connection connection, long sinceNanos) implements Link {}

        record Up(Connection connection, int window, long sinceNanos) implements Link {}
    }

    private final MqttSettings settings;
    private final String clientId;
    private final Outbox outbox;
    private final Supplier<Health> health;
    private final Topics topics;
    private final Messages messages;
    private final Status status;
    private final Deliveries deliveries = new Deliveries();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(MAX_EVENTS);
    private final Thread thread;
    private Link link = new Link.Down(System.nanoTime());
    private int failedAttempts;
    private long upAtNanos;
    private boolean statusInFlight;
    private long statusAtNanos;
    private List<String> complaints = List.of();
    private long tendAtNanos = System.nanoTime();
    private boolean stopping;
    private volatile boolean connected;

    /// Starts to connect and publish; whether the broker is there does not matter.
    ///
    /// @param health asked at each heartbeat and on each change, on the publisher's thread: answer from memory
    public static Publisher start(Settings settings, Outbox outbox, Supplier<Health> health) {
        return start(settings.site(), settings.device(), settings.mqtt(), outbox, health);
    }

    static Publisher start(
            String site, String device, MqttSettings settings, Outbox outbox, Supplier<Health> health) {
        var publisher = new Publisher(site, device, settings, outbox, health);
        outbox.attach(entry -> publisher.events.add(new Event.Fresh(entry)));
        publisher.thread.start();
        return publisher;
    }

    private Publisher(
            String site, String device, MqttSettings settings, Outbox outbox, Supplier<Health> health) {
        this.settings = settings;
        this.clientId = "gantry-%s-%s".formatted(Topics.level(site), Topics.level(device));
        this.outbox = outbox;
        this.health = health;
        this.topics = new Topics(site, device);
        this.messages = new Messages(site, device);
        this.status = new Status(site, device, Instant.now(), settings.heartbeat());
        this.thread = Thread.ofPlatform().name("alert-publisher").unstarted(this::run);
    }

    /// Whether the broker is there now.
    public boolean connected() {
        return connected;
    }

    private void run() {
        try {
            while (!stopping) {
                await(nextNanos());
                act(System.nanoTime());
            }
            sayFarewell();
        } catch (InterruptedException e) {
            LOG.warn("publisher interrupted: {}", e.toString());
        } catch (RuntimeException | Error e) {
            // Not a good-bye: the last will must tell the receivers.
            LOG.error("publisher ended", e);
            drop();
            throw e;
        }
        leave();
    }

    /// Takes what happened until `untilNanos`, and whatever else has happened by then.
    private void await(long untilNanos) throws InterruptedException {
        var event = events.poll(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        while (event != null) {
            handle(event);
            event = events.poll();
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Fresh(var entry) -> deliveries.add(entry, topics.of(entry.standing()));
            case Event.Heard(var news) -> heard(news);
            case Event.Stop() -> stopping = true;
        }
    }

    private void heard(News news) {
        switch (link) {
            case Link.Down _ -> {}
            case Link.Trying(var connection, _) when connection != news.from() -> {}
            case Link.Up(var connection, _, _) when connection != news.from() -> {}
            case Link.Trying(var connection, _) -> {
                switch (news) {
                    case News.Up(_, int maximum) -> up(connection, maximum);
                    case News.Down(_, var why) -> down(connection, why);
                    case News.Answered _ -> {}
                }
            }
            case Link.Up(var connection, int window, _) -> {
                switch (news) {
                    case News.Up _ -> {}
                    case News.Down(_, var why) -> down(connection, why);
                    case News.Answered(_, var delivery, int reason) -> {
                        link = new Link.Up(connection, window, System.nanoTime());
                        delivery.ifPresentOrElse(it -> answered(it, reason), () -> statusAnswered(reason));
                    }
                }
            }
        }
    }

    private void up(Connection connection, int receiveMaximum) {
        int window = Math.min(settings.window(), receiveMaximum);
        LOG.info("mqtt connected url={} window={} waiting={}", settings.url(), window, outbox.waiting());
        link = new Link.Up(connection, window, System.nanoTime());
        connected = true;
        upAtNanos = System.nanoTime();
        statusInFlight = false;
        statusAtNanos = System.nanoTime();
    }

    private void down(Connection connection, String why) {
        connection.drop();
        if (connected && System.nanoTime() - upAtNanos > STABLE_NANOS) {
            failedAttempts = 0;
        }
        long ceiling =
                Math.min(LONGEST_BACK_OFF_MILLIS, SHORTEST_BACK_OFF_MILLIS << Math.min(failedAttempts, 16));
        long pause = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        if (connected || failedAttempts == 0) {
            LOG.warn("mqtt down url={} waiting={} why={}", settings.url(), outbox.waiting(), why);
        }
        failedAttempts++;
        connected = false;
        deliveries.connectionLost();
        link = new Link.Down(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause));
    }

    private void answered(Delivery delivery, int reason) {
        var identity = delivery.entry().standing().last().identity();
        if (reason != 0) {
            LOG.debug("not taken id={} topic={} reason=0x{}", identity.id(), delivery.topic(),
                    Integer.toHexString(reason));
        }
        if (deliveries.answered(delivery, reason, System.nanoTime())) {
            outbox.settled(delivery.entry().seq());
            LOG.info("published id={} revision={} seq={} result={}", identity.id(), identity.revision(),
                    identity.seq(), delivery.entry().standing().last().verdict().result().word());
        }
    }

    private void statusAnswered(int reason) {
        statusInFlight = false;
        if (reason >= Deliveries.FIRST_REFUSAL) {
            LOG.warn("status refused topic={} reason=0x{}", topics.status(), Integer.toHexString(reason));
        }
    }

    private void act(long now) {
        switch (link) {
            case Link.Down(long retryAt) when now - retryAt >= 0 && !stopping -> connect(now);
            case Link.Down _ -> {}
            case Link.Trying(var connection, long since) -> {
                if (now - since > ANSWER_LIMIT_NANOS) {
                    down(connection, "no answer to CONNECT");
                }
            }
            case Link.Up up -> publish(up, now);
        }
        if (now - tendAtNanos >= 0) {
            tendAtNanos = now + TEND_NANOS;
            outbox.tend();
        }
    }

    private void connect(long now) {
        try {
            var connection = new Connection(settings, clientId, news -> events.add(new Event.Heard(news)));
            link = new Link.Trying(connection, now);
            var will = messages.offline(status.offline(Instant.now(), "connection lost", health.get()));
            try {
                connection.open(settings, topics.status(), will);
            } catch (MqttException | IOException e) {
                down(connection, e.toString());
            }
        } catch (MqttException e) {
            throw new IllegalArgumentException("mqtt url: " + settings.url(), e);
        }
    }

    private void publish(Link.Up up, long now) {
        int inFlight = deliveries.inFlight() + (statusInFlight ? 1 : 0);
        if (inFlight > 0 && now - up.sinceNanos() > ANSWER_LIMIT_NANOS) {
            down(up.connection(), "no PUBACK");
            return;
        }
        try {
            var complaintsNow = deliveries.complaints();
            boolean changed = !complaintsNow.equals(complaints);
            if (!statusInFlight && inFlight < up.window() && (changed || now - statusAtNanos >= 0)) {
                noteChange(complaintsNow);
                sendStatus(up.connection(), now);
                inFlight++;
            }
            for (; inFlight < up.window(); inFlight++) {
                var delivery = deliveries.next(now);
                if (delivery.isEmpty()) {
                    return;
                }
                if (inFlight == 0) {
                    link = new Link.Up(up.connection(), up.window(), now);
                }
                var message = messages.outcome(delivery.get(), Instant.now());
                up.connection().publish(delivery.get().topic(), message, delivery);
            }
        } catch (MqttException e) {
            down(up.connection(), e.toString());
        }
    }

    private void noteChange(List<String> complaintsNow) {
        complaintsNow.stream().filter(it -> !complaints.contains(it))
                .forEach(it -> LOG.warn("mqtt degraded: {}", it));
        complaints.stream().filter(it -> !complaintsNow.contains(it))
                .forEach(it -> LOG.info("mqtt no longer: {}", it));
        complaints = complaintsNow;
    }

    private void sendStatus(Connection connection, long now) throws MqttException {
        var more = new ArrayList<>(complaints);
        outbox.failure().ifPresent(more::add);
        var payload =
                status.alive(Instant.now(), health.get(), more, outbox.waiting(), deliveries.inFlight());
        connection.publish(topics.status(), messages.alive(payload, settings.heartbeat()), Optional.empty());
        statusInFlight = true;
        statusAtNanos = now + settings.heartbeat().toNanos();
    }

    /// When there is something to do although nothing happens.
    private long nextNanos() {
        long next = tendAtNanos;
        switch (link) {
            case Link.Down(long retryAt) -> next = Math.min(next, retryAt);
            case Link.Trying _ -> {}
            case Link.Up _ -> {
                next = Math.min(next, statusInFlight ? next : statusAtNanos);
                next = Math.min(next, deliveries.nextProbeNanos().orElse(next));
            }
        }
        return next;
    }

    /// Sends what can still be sent, then the last status.
    private void sayFarewell() throws InterruptedException {
        long drained = System.nanoTime() + DRAIN_LIMIT_NANOS;
        act(System.nanoTime());
        while (link instanceof Link.Up && deliveries.inFlight() > 0 && System.nanoTime() - drained < 0) {
            await(nextNanos());
            act(System.nanoTime());
        }
        if (!(link instanceof Link.Up(var connection, _, _))) {
            return;
        }
        try {
            var message = messages.offline(status.offline(Instant.now(), "stopped", health.get()));
            connection.publish(topics.status(), message, Optional.empty());
            statusInFlight = true;
            long limit = System.nanoTime() + FAREWELL_LIMIT_NANOS;
            while (link instanceof Link.Up && statusInFlight && System.nanoTime() - limit < 0) {
                await(limit);
            }
        } catch (MqttException e) {
            LOG.warn("mqtt lost before the last status: {}", e.toString());
        }
    }

    private void leave() {
        connected = false;
        if (link instanceof Link.Up(var connection, _, _)) {
            connection.leave();
        } else {
            drop();
        }
        outbox.tend();
    }

    private void drop() {
        connected = false;
        switch (link) {
            case Link.Down _ -> {}
            case Link.Trying(var connection, _) -> connection.drop();
            case Link.Up(var connection, _, _) -> connection.drop();
        }
    }

    /// Sends what can be sent within 2 s, says `offline`, `stopped` and leaves. What is left waits in the
    /// outbox.
    @Override
    public void close() {
        events.add(new Event.Stop());
        try {
            if (!thread.join(Duration.ofMillis(CLOSE_LIMIT_MILLIS))) {
                LOG.warn("publisher did not end in {} ms", CLOSE_LIMIT_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
