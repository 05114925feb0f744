// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.alert.Tally.Said;
import dev.gantry.config.MqttSettings;
import dev.gantry.delivery.ReplayRequest;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Pace;
import dev.gantry.mqtt.Plan;
import dev.gantry.mqtt.Session;
import dev.gantry.mqtt.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what receivers write, on a session of its own: the broker keeps it while we are away, which the session that
/// sends must not (decision 0002).
///
/// What can be understood is handed on, and let go when it was taken; the rest is counted and let go at once: nothing
/// that somebody writes can hold up what others write. Confined to the publisher's thread, but for what Paho's threads
/// bring.
final class Inbox {
    static final int MOST_ACK_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final Duration TAKING_LIMIT = Duration.ofSeconds(60);
    private static final int MOST_UNREADABLE = 3;
    /// A broker may have stopped sending without our knowing (see Plan.Hearing#MOST_BYTES): a new connection heals it.
    private static final Duration QUIET = Duration.ofMinutes(10);
    /// The network's troubles pass, mostly before anybody could look.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Topics topics;
    private final Inbound inbound;
    private final Tally tally;
    private final Consumer<ReplayRequest.Wanted> replay;
    private final Session session;
    private final Map<Long, Long> takenSinceNanos = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private volatile long arrivedNanos = System.nanoTime();
    private int unreadable;
    private boolean thrownAway;
    private long downSinceNanos = System.nanoTime();

    /// @param news   brings what a connection tells to [#heard], on the publisher's thread
    /// @param replay takes requests, on any thread
    Inbox(MqttSettings settings, String clientId, Topics topics, Pace pace, Inbound inbound, Tally tally,
            Consumer<News> news, Consumer<ReplayRequest.Wanted> replay) {
        this.topics = topics;
        this.inbound = inbound;
        this.tally = tally;
        this.replay = replay;
        this.session = new Session("receiving", settings, () -> plan(settings, clientId), pace, System.nanoTime(),
                told -> tell(told, news));
    }

    private Plan plan(MqttSettings settings, String clientId) {
        boolean fresh = unreadable >= MOST_UNREADABLE;
        if (fresh) {
            LOG.error("what the broker kept for us cannot be read and is thrown away session=receiving");
            thrownAway = true;
            unreadable = 0;
        }
        return new Plan.Hearing(clientId, settings.heartbeat(), List.of(topics.ack() + "+", topics.replay()),
                REMEMBERED, fresh);
    }

    /// On Paho's threads.
    private void tell(News told, Consumer<News> news) {
        if (told instanceof News.Arrived(_, var topic, var payload, var done)) {
            arrived(topic, payload, done);
        } else {
            news.accept(told);
        }
    }

    private void arrived(String topic, byte[] payload, Runnable done) {
        arrivedNanos = System.nanoTime();
        if (topic.equals(topics.replay())) {
            replay(payload);
            done.run();
        } else if (topic.startsWith(topics.ack())) {
            acknowledged(topic.substring(topics.ack().length()), payload, done);
        } else {
            ignored(Said.OTHER, topic, "nobody reads this topic");
            done.run();
        }
    }

    private void replay(byte[] payload) {
        switch (ReplayRequest.read(payload)) {
            case ReplayRequest.Wanted wanted -> {
                tally.heard(Said.REPLAY);
                replay.accept(wanted);
            }
            case ReplayRequest.Malformed(var why) -> ignored(Said.REPLAY_MALFORMED, topics.replay(), why);
        }
    }

    private void acknowledged(String receiver, byte[] payload, Runnable done) {
        if (!receiver.equals(Topics.level(receiver)) || payload.length > MOST_ACK_BYTES) {
            ignored(Said.ACK_MALFORMED, topics.ack() + Topics.level(receiver), payload.length > MOST_ACK_BYTES
                    ? "it is longer than " + MOST_ACK_BYTES + " bytes"
                    : "the receiver's name may have letters, digits, '.', '_' and '-', at most 64");
            done.run();
            return;
        }
        tally.heard(Said.ACK);
        long number = count.incrementAndGet();
        takenSinceNanos.put(number, System.nanoTime());
        Runnable taken = () -> {
            takenSinceNanos.remove(number);
            done.run();
        };
        try {
            inbound.acknowledged(receiver, payload, taken);
        } catch (RuntimeException e) {
            LOG.error("an acknowledgement could not be taken receiver={}", receiver, e);
            tally.heard(Said.ACK_FAILED);
            taken.run();
        }
    }

    private void ignored(Said what, String topic, String why) {
        tally.heard(what);
        LOG.warn("message ignored topic={} why=\"{}\"", topic, why);
    }

    /// On the publisher's thread.
    void heard(News news, long nowNanos) {
        boolean wasUp = session.up();
        if (!session.heard(news, nowNanos)) {
            return;
        }
        switch (news) {
            case News.Up _ -> {
                takenSinceNanos.clear();
                arrivedNanos = nowNanos;
            }
            case News.Down(_, var why) -> {
                downSinceNanos = wasUp ? nowNanos : downSinceNanos;
                takenSinceNanos.clear();
                unreadable = why.kind() == Trouble.Kind.UNREADABLE ? unreadable + 1 : 0;
            }
            case News.Answered _, News.Arrived _ -> {}
        }
    }

    void tick(long nowNanos) {
        session.tick(nowNanos, OptionalLong.empty());
        refresh(nowNanos);
        boolean stuck = takenSinceNanos.values().stream().anyMatch(since -> nowNanos - since > TAKING_LIMIT.toNanos());
        if (stuck && session.up()) {
            takenSinceNanos.clear();
            session.abandon(nowNanos, "an acknowledgement was not taken within %d s; the broker is asked to send it again"
                    .formatted(TAKING_LIMIT.toSeconds()));
        }
    }

    private void refresh(long nowNanos) {
        if (session.up() && takenSinceNanos.isEmpty() && nowNanos - arrivedNanos > QUIET.toNanos()) {
            arrivedNanos = nowNanos;
            session.renew(nowNanos);
        }
    }

    List<String> complaints() {
        var complaints = new ArrayList<String>();
        boolean lasting = System.nanoTime() - downSinceNanos > GRACE.toNanos();
        session.trouble().filter(it -> lasting || it.kind() != Trouble.Kind.UNREACHABLE && it.kind() != Trouble.Kind.LOST)
                .ifPresent(it -> complaints.add("acknowledgements and replay requests do not arrive: " + it.text()));
        if (thrownAway) {
            complaints.add("acknowledgements that could not be read were thrown away; who sends them must be found (log)");
        }
        return complaints;
    }

    void leave() {
        session.connection().ifPresentOrElse(it -> it.leave(), session::drop);
    }
}
