// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import dev.gantry.delivery.Delivery.Chain;
import dev.gantry.delivery.Delivery.Pending;
import dev.gantry.outcome.Unit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which publish goes next. Knows no broker and no clock; confined to one thread.
///
/// Revisions of one unit go to one topic one after the other, each once the one before is acknowledged; units and
/// topics do not wait for each other. Otherwise the higher [Rank] goes first, and in it the oldest; what a higher one
/// waits for is as high itself. Each eighth sending is the oldest of all: nothing waits for ever.
public final class Deliveries {
    /// MQTT 5 3.4.2.1: accepted, and nobody subscribes.
    public static final int NO_SUBSCRIBER = Barriers.NO_SUBSCRIBER;
    /// From here on a reason code is a refusal.
    public static final int FIRST_REFUSAL = Barriers.FIRST_REFUSAL;
    /// MQTT 5 3.4.2.1: packet too large.
    public static final int TOO_LARGE = Barriers.TOO_LARGE;

    private static final int OLDEST_EACH = 8;

    private record Lane(Unit unit, String topic) {}

    private final Map<Lane, Chain> lanes = new HashMap<>();
    private final Map<Rank, TreeSet<Delivery>> ready = new EnumMap<>(Rank.class);
    private final Barriers barriers = new Barriers();
    private final Set<Delivery> inFlight = new LinkedHashSet<>();
    private final TreeMap<Long, Pending> unheard = new TreeMap<>();
    private final Map<Rank, Integer> waiting = new EnumMap<>(Rank.class);
    private int turn;

    public Deliveries() {
        for (var rank : Rank.values()) {
            ready.put(rank, new TreeSet<>(Delivery.OLDEST));
            waiting.put(rank, 0);
        }
    }

    public void add(Owed owed) {
        var pending = new Pending(owed);
        unheard.put(owed.seq(), pending);
        waiting.merge(owed.rank(), 1, Integer::sum);
        for (var topic : owed.topics()) {
            var chain = lanes.computeIfAbsent(new Lane(owed.unit(), topic), _ -> new Chain());
            var delivery = new Delivery(pending, chain, topic);
            if (chain.tail.isEmpty()) {
                chain.head = Optional.of(delivery);
                chain.rank = owed.rank();
                ready(delivery);
            } else {
                chain.tail.get().next = Optional.of(delivery);
                hasten(chain, owed.rank());
            }
            chain.tail = Optional.of(delivery);
        }
    }

    private void hasten(Chain chain, Rank rank) {
        if (rank.compareTo(chain.rank) < 0) {
            var head = chain.head.orElseThrow();
            boolean waits = ready.get(chain.rank).remove(head);
            chain.rank = rank;
            if (waits) {
                ready(head);
            }
        }
    }

    private void ready(Delivery delivery) {
        ready.get(delivery.chain.rank).add(delivery);
    }

    /// The next to publish, which counts as in flight from now on; empty when none may go now.
    public Optional<Delivery> next(long nowNanos) {
        var due = barriers.due(nowNanos);
        if (due.isPresent()) {
            inFlight.add(due.get());
            return due;
        }
        for (var chosen = choose(); chosen.isPresent(); chosen = choose()) {
            var delivery = chosen.get();
            ready.get(delivery.chain.rank).remove(delivery);
            if (barriers.refuses(delivery.topic())) {
                barriers.hold(delivery);
                hear(delivery);
            } else {
                turn++;
                inFlight.add(delivery);
                return chosen;
            }
        }
        return Optional.empty();
    }

    private Optional<Delivery> choose() {
        var firsts = ready.values().stream().filter(it -> !it.isEmpty()).map(TreeSet::first);
        return turn % OLDEST_EACH == OLDEST_EACH - 1 ? firsts.min(Delivery.OLDEST) : firsts.findFirst();
    }

    /// The broker answered with an MQTT reason code. True when nothing more is owed for the revision.
    public boolean answered(Delivery delivery, int reason, long nowNanos) {
        if (!inFlight.remove(delivery)) {
            return false;
        }
        hear(delivery);
        if (reason != 0) {
            barriers.park(delivery, reason, nowNanos);
            return false;
        }
        barriers.open(delivery.topic()).forEach(this::ready);
        return done(delivery);
    }

    /// It could not be read back from the disk; it is tried again in a few minutes.
    public void unreadable(Delivery delivery, long nowNanos) {
        answered(delivery, Barriers.NOT_READ, nowNanos);
    }

    private boolean done(Delivery delivery) {
        var chain = delivery.chain;
        chain.head = delivery.next;
        if (chain.head.isPresent()) {
            chain.rankAnew();
            ready(chain.head.get());
        } else {
            lanes.remove(new Lane(delivery.owed().unit(), delivery.topic()));
        }
        boolean last = --delivery.pending.left == 0;
        if (last) {
            waiting.merge(delivery.owed().rank(), -1, Integer::sum);
        }
        return last;
    }

    private void hear(Delivery delivery) {
        if (delivery.hear() && --delivery.pending.unheard == 0) {
            unheard.remove(delivery.owed().seq());
        }
    }

    /// The connection is gone: what was in flight, and what waited for a better answer, is sent again on the next.
    public void connectionLost() {
        inFlight.forEach(this::ready);
        inFlight.clear();
        barriers.openAll().forEach(this::ready);
    }

    /// When [#next] may have something again although nothing happens.
    public OptionalLong nextNanos() {
        return barriers.nextNanos();
    }

    public int inFlight() {
        return inFlight.size();
    }

    /// Whether something could go now.
    public boolean idle() {
        return ready.values().stream().allMatch(Set::isEmpty);
    }

    /// Revisions of which the broker has not taken all, by rank.
    public Map<Rank, Integer> waiting() {
        return new EnumMap<>(waiting);
    }

    /// The lowest number of which the broker has not yet answered something, whatever the answer.
    public OptionalLong lowestUnheard() {
        return unheard.isEmpty() ? OptionalLong.empty() : OptionalLong.of(unheard.firstKey());
    }

    /// One sentence for each thing that the broker does not take.
    public List<String> complaints() {
        return barriers.complaints();
    }
}
