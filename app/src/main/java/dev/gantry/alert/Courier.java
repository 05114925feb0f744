// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.alert.Bulletins.Facts;
import dev.gantry.delivery.Deliveries;
import dev.gantry.delivery.Delivery;
import dev.gantry.delivery.Owed;
import dev.gantry.delivery.Rank;
import dev.gantry.delivery.Replays.Range;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.Message;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes over a connection that stands, in which order, and what the broker's answers mean. Confined to the
/// publisher's thread.
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    /// Topic, properties and headers beside the payload, generously.
    private static final int ENVELOPE_BYTES = 1024;

    /// What was sent and is not yet answered.
    private sealed interface Sending {
        record Revision(Delivery delivery, Outcome outcome) implements Sending {}

        record Bulletin(Bulletins.Kind kind) implements Sending {}

        record Repeat(CompletableFuture<Void> done) implements Sending {}

        record Replay(long seq) implements Sending {}

        record Farewell() implements Sending {}
    }

    private record Ticket(Sending what, long sentNanos) {}

    private record Parcel(Message message, Sending what) {}

    /// To be said once more.
    record Repeat(Entry entry, String tail, Map<String, String> more, CompletableFuture<Void> done) {}

    private final Outbox outbox;
    private final Topics topics;
    private final Messages messages;
    private final Bulletins bulletins;
    private final Replaying replaying;
    private final Tally tally;
    private final Supplier<List<String>> troubles;
    private final Clock clock;
    private final Deliveries deliveries = new Deliveries();
    private final Deque<Repeat> repeats = new ArrayDeque<>();
    private final LinkedHashMap<Long, Ticket> tickets = new LinkedHashMap<>();
    private long nextTicket = 1;
    private long highestSeq;
    private int window = 1;
    private long mostBytes = Long.MAX_VALUE;

    /// @param highestSeq of what had been said before the first [#add]
    /// @param troubles   what else there is to complain of
    Courier(Outbox outbox, long highestSeq, Topics topics, Messages messages, Bulletins bulletins, Tally tally,
            Supplier<List<String>> troubles, Clock clock) {
        this.outbox = outbox;
        this.highestSeq = highestSeq;
        this.topics = topics;
        this.messages = messages;
        this.bulletins = bulletins;
        this.replaying = new Replaying(outbox, topics);
        this.tally = tally;
        this.troubles = troubles;
        this.clock = clock;
    }

    void add(Owed owed) {
        highestSeq = Math.max(highestSeq, owed.seq());
        deliveries.add(owed);
    }

    void repeat(Repeat repeat) {
        repeats.add(repeat);
    }

    /// @param from as asked, `to` as far as there is something
    /// @return false when too much is wanted already
    boolean replay(Range asked) {
        if (asked.from() < outbox.firstSeq()) {
            bulletins.ledgerAnew(); // its first-seq says what cannot be had
        }
        return asked.from() > asked.to() || replaying.ask(asked);
    }

    long lastSeq() {
        return outbox.lastSeq();
    }

    /// @param most      publishes at once
    /// @param packet    the largest, in bytes
    void connected(int most, long packet, long nowNanos) {
        window = most;
        mostBytes = packet;
        bulletins.connected(nowNanos);
    }

    /// The connection is gone, and with it all answers.
    void lost() {
        tickets.values().forEach(it -> {
            if (it.what() instanceof Sending.Repeat(var done)) {
                done.completeExceptionally(new IOException("the connection to the broker was lost"));
            }
        });
        tickets.clear();
        refuseRepeats("there is no connection to the broker");
        deliveries.connectionLost();
        replaying.lost();
        bulletins.lost();
        tally.connectionLost();
    }

    void refuseRepeats(String why) {
        repeats.forEach(it -> it.done().completeExceptionally(new IOException(why)));
        repeats.clear();
    }

    /// Sends as much as may be in flight.
    void pump(Connection connection, long nowNanos) {
        while (tickets.size() < window) {
            var parcel = next(nowNanos);
            if (parcel.isEmpty()) {
                return;
            }
            send(connection, parcel.get(), nowNanos);
        }
    }

    private void send(Connection connection, Parcel parcel, long nowNanos) {
        long number = nextTicket++;
        tickets.put(number, new Ticket(parcel.what(), nowNanos));
        connection.publish(parcel.message(), number);
    }

    private Optional<Parcel> next(long nowNanos) {
        return bulletins.next(nowNanos, this::facts)
                .map(it -> new Parcel(it.message(), new Sending.Bulletin(it.kind())))
                .or(this::nextRepeat)
                .or(() -> nextRevision(nowNanos))
                .or(this::nextReplay);
    }

    private Optional<Parcel> nextRepeat() {
        while (!repeats.isEmpty()) {
            var repeat = repeats.remove();
            try {
                var outcome = repeat.entry().standing().last();
                var topic = topics.again(outcome.subject().mode(), repeat.tail());
                tally.repeated();
                return Optional.of(new Parcel(
                        messages.repeat(topic, outcome, repeat.entry().payload(), clock.instant(), repeat.more()),
                        new Sending.Repeat(repeat.done())));
            } catch (UncheckedIOException e) {
                repeat.done().completeExceptionally(e);
            }
        }
        return Optional.empty();
    }

    private Optional<Parcel> nextRevision(long nowNanos) {
        for (var next = deliveries.next(nowNanos); next.isPresent(); next = deliveries.next(nowNanos)) {
            var delivery = next.get();
            try {
                var payload = payload(delivery.topic(), delivery.owed().entry());
                if (tooLarge(payload)) {
                    deliveries.answered(delivery, Deliveries.TOO_LARGE, nowNanos);
                    continue;
                }
                var outcome = delivery.owed().entry().standing().last();
                return Optional.of(new Parcel(
                        typed(messages.outcome(delivery.topic(), outcome, payload, clock.instant())),
                        new Sending.Revision(delivery, outcome)));
            } catch (UncheckedIOException e) {
                LOG.warn("not read back seq={} cause={}", delivery.owed().seq(), e.toString());
                deliveries.unreadable(delivery, nowNanos);
            }
        }
        return Optional.empty();
    }

    /// The kept bytes, or FHIR made of what they say: the same bytes each time too.
    private byte[] payload(String topic, Entry entry) {
        return topics.carriesFhir(topic) ? messages.fhir(entry.standing().last()) : entry.payload();
    }

    private Message typed(Message message) {
        return topics.carriesFhir(message.topic()) ? message.ofType(Messages.FHIR_JSON) : message;
    }

    /// A broker ends the connection of whom sends a packet over its limit (MQTT 5 3.2.2.3.6).
    private boolean tooLarge(byte[] payload) {
        return payload.length + ENVELOPE_BYTES > mostBytes;
    }

    /// One place is always left to what is new.
    private Optional<Parcel> nextReplay() {
        if (replaying.inFlight() >= Math.max(1, window - 1)) {
            return Optional.empty();
        }
        for (var next = replaying.next(); next.isPresent(); next = replaying.next()) {
            var piece = next.get();
            try {
                var payload = payload(piece.topic(), piece.entry());
                if (!tooLarge(payload)) {
                    tally.replayed();
                    return Optional.of(new Parcel(
                            typed(messages.replay(piece.topic(), piece.entry().standing().last(), payload,
                                    clock.instant())),
                            new Sending.Replay(piece.entry().seq())));
                }
            } catch (UncheckedIOException e) {
                LOG.warn("not read back seq={} cause={}", piece.entry().seq(), e.toString());
            }
            replaying.answered(piece.entry().seq());
        }
        return Optional.empty();
    }

    /// What the broker said to a publish; an answer that nobody waits for is nothing.
    void answered(long number, int reason, long nowNanos) {
        var ticket = tickets.remove(number);
        if (ticket == null) {
            return;
        }
        if (reason != 0) {
            tally.notTaken(reason);
        }
        switch (ticket.what()) {
            case Sending.Revision(var delivery, var outcome) -> answered(delivery, outcome, reason, nowNanos);
            case Sending.Bulletin(var kind) -> bulletins.answered(kind, reason, nowNanos);
            case Sending.Replay(long seq) -> replaying.answered(seq);
            case Sending.Farewell _ -> {}
            case Sending.Repeat(var done) -> {
                if (reason == 0) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(new IOException(reason == Deliveries.NO_SUBSCRIBER
                            ? "nobody subscribes to it" : "the broker refuses it with 0x%02x".formatted(reason)));
                }
            }
        }
    }

    private void answered(Delivery delivery, Outcome outcome, int reason, long nowNanos) {
        var identity = outcome.identity();
        if (reason != 0) {
            LOG.debug("not taken id={} topic={} reason=0x{}", identity.id(), delivery.topic(),
                    Integer.toHexString(reason));
        }
        if (deliveries.answered(delivery, reason, nowNanos)) {
            outbox.settled(identity.seq());
            tally.settled(outcome, clock.instant());
            LOG.info("published id={} revision={} seq={} result={}", identity.id(), identity.revision(),
                    identity.seq(), outcome.verdict().result().word());
        }
    }

    void sayFarewell(Connection connection, long nowNanos) {
        send(connection, new Parcel(bulletins.farewell("stopped"), new Sending.Farewell()), nowNanos);
    }

    /// When the oldest was sent that the broker has not answered.
    OptionalLong owedSinceNanos() {
        return tickets.isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(tickets.firstEntry().getValue().sentNanos());
    }

    /// Whether a revision is on its way.
    boolean delivering() {
        return deliveries.inFlight() > 0;
    }

    List<String> complaints() {
        return Stream.concat(deliveries.complaints().stream(), troubles.get().stream()).toList();
    }

    private Facts facts() {
        var queues = new LinkedHashMap<String, Integer>();
        deliveries.waiting().forEach((rank, count) ->
                queues.put("outbox-" + rank.name().toLowerCase(Locale.ROOT), count));
        queues.put("outbox", outbox.waiting());
        queues.put("in-flight", deliveries.inFlight());
        queues.put("replay", replaying.waiting());
        queues.put("repeats", repeats.size());
        return new Facts(complaints(), ledger(), queues);
    }

    private Ledger ledger() {
        var unheard = deliveries.lowestUnheard();
        return new Ledger(outbox.epoch(), outbox.firstSeq(), unheard.isPresent() ? unheard.getAsLong() - 1 : highestSeq);
    }
}
