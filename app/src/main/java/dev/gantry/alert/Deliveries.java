// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.outbox.Entry;
import dev.gantry.outcome.Unit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which publish goes next. Knows no broker and no clock; confined to the publisher's thread.
///
/// Revisions of one unit go to one topic one after the other, each once the one before is acknowledged; units
/// and topics do not wait for each other. A topic that answers with anything but success keeps what it was
/// sent, and the oldest of that is sent again every so often; newer revisions are tried at once, and the
/// first success on the topic sends all that waits there.
final class Deliveries {
    static final int NO_SUBSCRIBER = 0x10;
    static final int FIRST_REFUSAL = 0x80;

    private static final Comparator<Delivery> OLDEST =
            Comparator.comparingLong((Delivery d) -> d.entry().seq())
            .thenComparing(Delivery::topic);
    private static final Duration NO_SUBSCRIBER_RETRY = Duration.ofSeconds(5);
    private static final Duration FIRST_REFUSAL_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_REFUSAL_RETRY = Duration.ofSeconds(30);

    /// One revision on its way to one topic.
    record Delivery(Entry entry, String topic) {
        private Lane lane() {
            return new Lane(entry.standing().unit(), topic);
        }
    }

    private record Lane(Unit unit, String topic) {}

    /// A topic whose last answer was no success.
    private static final class Barrier {
        final TreeSet<Delivery> parked = new TreeSet<>(OLDEST);
        int reason;
        int probes;
        long probeAtNanos;
        boolean probing;
    }

    private final Map<Lane, Deque<Delivery>> lanes = new HashMap<>();
    private final TreeSet<Delivery> ready = new TreeSet<>(OLDEST);
    private final Map<String, Barrier> barriers = new TreeMap<>();
    private final Set<Delivery> inFlight = new LinkedHashSet<>();
    private final Map<Long, Set<String>> owed = new HashMap<>();

    void add(Entry entry, List<String> topics) {
        owed.put(entry.seq(), new HashSet<>(topics));
        for (var topic : topics) {
            var delivery = new Delivery(entry, topic);
            var lane = lanes.computeIfAbsent(delivery.lane(), _ -> new ArrayDeque<>());
            lane.add(delivery);
            if (lane.size() == 1) {
                ready.add(delivery);
            }
        }
    }

    /// The next to publish, which counts as in flight from now on; empty when none may go now.
    Optional<Delivery> next(long nowNanos) {
        for (var barrier : barriers.values()) {
            if (!barrier.probing && !barrier.parked.isEmpty() && nowNanos - barrier.probeAtNanos >= 0) {
                barrier.probing = true;
                return fly(barrier.parked.pollFirst());
            }
        }
        return ready.isEmpty() ? Optional.empty() : fly(ready.pollFirst());
    }

    private Optional<Delivery> fly(Delivery delivery) {
        inFlight.add(delivery);
        return Optional.of(delivery);
    }

    /// The broker answered with an MQTT reason code. True when nothing more is owed for the revision.
    boolean answered(Delivery delivery, int reason, long nowNanos) {
        if (!inFlight.remove(delivery)) {
            return false;
        }
        if (reason != 0) {
            park(delivery, reason, nowNanos);
            return false;
        }
        var barrier = barriers.remove(delivery.topic());
        if (barrier != null) {
            ready.addAll(barrier.parked);
        }
        var lane = lanes.get(delivery.lane());
        lane.remove();
        if (lane.isEmpty()) {
            lanes.remove(delivery.lane());
        } else {
            ready.add(lane.element());
        }
        var topics = owed.get(delivery.entry().seq());
        topics.remove(delivery.topic());
        if (topics.isEmpty()) {
            owed.remove(delivery.entry().seq());
        }
        return topics.isEmpty();
    }

    private void park(Delivery delivery, int reason, long nowNanos) {
        var barrier = barriers.computeIfAbsent(delivery.topic(), _ -> new Barrier());
        boolean first = barrier.parked.isEmpty() && !barrier.probing;
        barrier.parked.add(delivery);
        barrier.reason = reason;
        if (first || barrier.probing) {
            barrier.probing = false;
            barrier.probeAtNanos = nowNanos + pause(reason, barrier.probes++).toNanos();
        }
    }

    private static Duration pause(int reason, int probes) {
        if (reason < FIRST_REFUSAL) {
            return NO_SUBSCRIBER_RETRY;
        }
        var pause = FIRST_REFUSAL_RETRY.multipliedBy(1L << Math.min(probes, 10));
        return pause.compareTo(LONGEST_REFUSAL_RETRY) < 0 ? pause : LONGEST_REFUSAL_RETRY;
    }

    /// The connection is gone: what was in flight, and what waited for a better answer, is sent again on the
    /// next.
    void connectionLost() {
        ready.addAll(inFlight);
        inFlight.clear();
        barriers.values().forEach(barrier -> ready.addAll(barrier.parked));
        barriers.clear();
    }

    /// When [#next] may have something again although nothing happens.
    OptionalLong nextProbeNanos() {
        return barriers.values().stream()
                .filter(barrier -> !barrier.probing)
                .mapToLong(barrier -> barrier.probeAtNanos)
                .min();
    }

    int inFlight() {
        return inFlight.size();
    }

    /// One sentence for each topic that does not take what it is sent.
    List<String> complaints() {
        return barriers.entrySet().stream()
                .map(it -> complaint(it.getKey(), it.getValue().reason))
                .toList();
    }

    private static String complaint(String topic, int reason) {
        return switch (reason) {
            case NO_SUBSCRIBER -> "nobody subscribes to " + topic;
            case 0x87 -> "the broker's ACL refuses " + topic;
            default -> "the broker refuses %s with reason 0x%02x".formatted(topic, reason);
        };
    }
}
