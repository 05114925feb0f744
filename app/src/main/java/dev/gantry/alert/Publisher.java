// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.alert.Courier.Repeat;
import dev.gantry.config.MqttSettings;
import dev.gantry.config.Settings;
import dev.gantry.delivery.Owed;
import dev.gantry.delivery.Rank;
import dev.gantry.delivery.ReplayRequest;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Pace;
import dev.gantry.mqtt.Plan;
import dev.gantry.mqtt.Session;
import dev.gantry.mqtt.Trouble;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what is in the outbox to the broker, at least once, what cannot wait first; says how the appliance is; and
/// hears what receivers write.
///
/// One platform thread, `alert-publisher`, owns the connections and all state; the threads of the connections and of
/// the journal only leave events for it.
public final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int MOST_REPEATS = 256;
    private static final long TEND_NANOS = Duration.ofMillis(100).toNanos();
    private static final long DRAIN_LIMIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long FAREWELL_LIMIT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long CLOSE_LIMIT_MILLIS = 8_000;
    private static final long TAKEN_OVER_NANOS = Duration.ofMinutes(10).toNanos();

    private sealed interface Event {
        record Fresh(Owed owed) implements Event {}

        record Heard(News news) implements Event {}

        record HeardInbox(News news) implements Event {}

        record Again(Repeat repeat) implements Event {}

        record Replay(ReplayRequest.Wanted wanted) implements Event {}

        record Stop() implements Event {}
    }

    private final MqttSettings settings;
    private final Outbox outbox;
    private final Topics topics;
    private final Tally tally;
    private final Courier courier;
    private final Session session;
    private final Inbox inbox;
    /// Bounded by what fills it: a revision stands here once while it waits in the outbox, an answer for each message
    /// in flight, a few for each connection, repeats up to their own limit, requests as the session's own limit lets.
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Thread thread;
    private long tendAtNanos = System.nanoTime();
    private long takenOverUntilNanos;
    private boolean takenOver;
    private boolean stopping;
    private volatile boolean connected;
    private volatile List<String> complaints = List.of();

    /// Starts to connect and publish; whether the broker is there does not matter.
    ///
    /// @param health  asked a few times a second, on the publisher's thread: answer from memory
    /// @param inbound hears acknowledgements
    public static Publisher start(Settings settings, Outbox outbox, Supplier<Health> health, Inbound inbound) {
        return start(settings.site(), settings.device(), settings.mqtt(), outbox, health, inbound);
    }

    /// As [#start(Settings, Outbox, Supplier, Inbound)].
    public static Publisher start(String site, String device, MqttSettings settings, Outbox outbox,
            Supplier<Health> health, Inbound inbound) {
        return start(site, device, settings, Pace.USUAL, outbox, health, inbound);
    }

    static Publisher start(String site, String device, MqttSettings settings, Pace pace, Outbox outbox,
            Supplier<Health> health, Inbound inbound) {
        var publisher = new Publisher(site, device, settings, pace, outbox, health, inbound);
        outbox.attach(publisher::fresh);
        publisher.thread.start();
        return publisher;
    }

    private Publisher(String site, String device, MqttSettings settings, Pace pace, Outbox outbox,
            Supplier<Health> health, Inbound inbound) {
        this.settings = settings;
        this.outbox = outbox;
        this.topics = new Topics(site, device, settings.fhir());
        var clock = Clock.systemUTC();
        var messages = new Messages(site, device);
        var status = new Status(site, device, clock.instant(), settings.heartbeat());
        var clientId = "gantry-%s-%s".formatted(Topics.level(site), Topics.level(device));
        this.tally = new Tally(clock.instant());
        var bulletins = new Bulletins(topics, messages, status, tally, health, settings.heartbeat(), clock);
        this.courier = new Courier(outbox, outbox.lastSeq(), topics, messages, bulletins, tally, this::troubles, clock);
        this.session = new Session("sending", settings, () -> new Plan.Sending(clientId, settings.heartbeat(),
                bulletins.farewell("connection lost")), pace, System.nanoTime(), news -> events.add(new Event.Heard(news)));
        this.inbox = new Inbox(settings, clientId + "-in", topics, pace, inbound, tally,
                news -> events.add(new Event.HeardInbox(news)), wanted -> events.add(new Event.Replay(wanted)));
        this.thread = Thread.ofPlatform().name("alert-publisher").unstarted(this::run);
    }

    /// On a journal thread.
    private void fresh(Entry entry) {
        events.add(new Event.Fresh(new Owed(entry, Rank.of(entry.heard()), topics.of(entry))));
    }

    /// Whether the broker is there now.
    public boolean connected() {
        return connected;
    }

    /// What a person should see to, one sentence each: the same as in the status message, and what keeps that from
    /// being sent.
    public List<String> complaints() {
        return complaints;
    }

    /// Says once more what was said, with the same payload, under the prefix, the outcome's mode and `tail`. Kept in
    /// memory only. Any thread.
    ///
    /// @param tail           such as `alert/stat` or `escalation/stat`
    /// @param userProperties beside those of every outcome
    /// @return completes when the broker has taken it and somebody subscribes; fails when the broker refuses it, when
    ///         the connection is not there or is lost, or when 256 wait
    public CompletionStage<Void> repeat(Entry entry, String tail, Map<String, String> userProperties) {
        if (!connected) {
            return CompletableFuture.failedFuture(new IOException("there is no connection to the broker"));
        }
        if (repeats.incrementAndGet() > MOST_REPEATS) {
            repeats.decrementAndGet();
            return CompletableFuture.failedFuture(new IOException(MOST_REPEATS + " repeats wait already"));
        }
        var done = new CompletableFuture<Void>();
        events.add(new Event.Again(new Repeat(entry, tail, Map.copyOf(userProperties), done)));
        return done.whenComplete((_, _) -> repeats.decrementAndGet());
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
            connected = false;
            session.drop();
            throw e;
        } finally {
            connected = false;
            events.forEach(it -> {
                if (it instanceof Event.Again(var repeat)) {
                    courier.repeat(repeat);
                }
            });
            courier.refuseRepeats("the publisher has ended");
        }
        leave();
    }

    /// Takes what happened until `untilNanos`, and whatever else has happened by then.
    private void await(long untilNanos) throws InterruptedException {
        var event = events.poll(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        while (event != null) {
            handle(event, System.nanoTime());
            event = events.poll();
        }
    }

    private void handle(Event event, long now) {
        switch (event) {
            case Event.Fresh(var owed) -> courier.add(owed);
            case Event.Heard(var news) -> heard(news, now);
            case Event.HeardInbox(var news) -> inbox.heard(news, now);
            case Event.Again(var repeat) -> again(repeat);
            case Event.Replay(var wanted) -> replay(wanted);
            case Event.Stop() -> stopping = true;
        }
    }

    private void again(Repeat repeat) {
        courier.repeat(repeat);
        if (!session.up()) {
            courier.refuseRepeats("there is no connection to the broker");
        }
    }

    private void replay(ReplayRequest.Wanted wanted) {
        if (!courier.replay(wanted.range(courier.lastSeq()))) {
            tally.heard(Tally.Said.REPLAY_REFUSED);
            LOG.warn("replay request ignored from-seq={} why=\"too many wait\"", wanted.from());
        }
    }

    private void heard(News news, long now) {
        if (!session.heard(news, now)) {
            return;
        }
        switch (news) {
            case News.Up(_, int maximum, long mostBytes) -> {
                int window = Math.min(settings.window(), maximum);
                LOG.info("publishing window={} waiting={}", window, outbox.waiting());
                courier.connected(window, mostBytes, now);
                connected = true;
            }
            case News.Down(_, var why) -> {
                takenOver = takenOver || why.kind() == Trouble.Kind.TAKEN_OVER;
                takenOverUntilNanos = why.kind() == Trouble.Kind.TAKEN_OVER ? now + TAKEN_OVER_NANOS : takenOverUntilNanos;
                lost();
            }
            case News.Answered(_, long ticket, int reason) -> courier.answered(ticket, reason, now);
            case News.Arrived _ -> {}
        }
    }

    private void lost() {
        connected = false;
        courier.lost();
    }

    private void act(long now) {
        if (!(stopping && !session.up()) && session.tick(now, courier.owedSinceNanos())) {
            lost();
        }
        if (!stopping) {
            inbox.tick(now);
        }
        session.connection().ifPresent(it -> courier.pump(it, now));
        if (now - tendAtNanos >= 0) {
            tendAtNanos = now + TEND_NANOS;
            outbox.tend();
            takenOver = takenOver && now - takenOverUntilNanos < 0;
            complaints = courier.complaints();
        }
    }

    private List<String> troubles() {
        var troubles = new ArrayList<String>();
        session.trouble().ifPresent(it -> troubles.add(it.text()));
        if (takenOver && session.up()) {
            troubles.add("another client came with our client id in the last ten minutes; two appliances with the same"
                    + " site and device?");
        }
        troubles.addAll(inbox.complaints());
        outbox.failure().ifPresent(troubles::add);
        return troubles;
    }

    /// When there is something to do although nothing happens: at the latest at the next look around.
    private long nextNanos() {
        return session.nextNanos().stream().map(it -> Math.min(it, tendAtNanos)).findFirst().orElse(tendAtNanos);
    }

    /// Sends what can still be sent, then the last status.
    private void sayFarewell() throws InterruptedException {
        long drained = System.nanoTime() + DRAIN_LIMIT_NANOS;
        act(System.nanoTime());
        while (session.up() && courier.delivering() && System.nanoTime() - drained < 0) {
            await(nextNanos());
            act(System.nanoTime());
        }
        if (session.connection().isPresent()) {
            courier.sayFarewell(session.connection().get(), System.nanoTime());
            long limit = System.nanoTime() + FAREWELL_LIMIT_NANOS;
            while (session.up() && courier.owedSinceNanos().isPresent() && System.nanoTime() - limit < 0) {
                await(limit);
            }
        }
    }

    private void leave() {
        inbox.leave();
        session.connection().ifPresentOrElse(it -> it.leave(), session::drop);
        outbox.tend();
    }

    /// Sends what can be sent within 2 s, says `offline`, `stopped` and leaves. What is left waits in the outbox.
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
