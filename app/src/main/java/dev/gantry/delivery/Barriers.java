// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What the broker did not take, and when it is tried again. Knows no clock.
///
/// A topic whose answer is anything but success keeps what it was sent, and the oldest of that is tried again every so
/// often; the first success on the topic sends all that waits there. What the broker does not take for its own sake
/// (too large, malformed) waits by itself, and nothing else for it.
final class Barriers {
    static final int NO_SUBSCRIBER = 0x10;
    static final int FIRST_REFUSAL = 0x80;
    static final int NOT_AUTHORISED = 0x87;
    static final int TOO_LARGE = 0x95;
    static final int PAYLOAD_INVALID = 0x99;
    /// No answer of a broker: it cannot be read back from our disk.
    static final int NOT_READ = -1;

    private static final Duration NO_SUBSCRIBER_RETRY = Duration.ofSeconds(5);
    private static final Duration FIRST_REFUSAL_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_REFUSAL_RETRY = Duration.ofSeconds(30);
    private static final Duration MISFIT_RETRY = Duration.ofMinutes(5);
    private static final int MOST_COMPLAINTS = 12;

    /// A topic whose last answer was no success.
    private static final class Barrier {
        final TreeSet<Delivery> parked = new TreeSet<>(Delivery.OLDEST);
        int reason;
        int probes;
        long probeAtNanos;
        boolean probing;
    }

    private final Map<String, Barrier> barriers = new TreeMap<>();
    private final TreeMap<Delivery, Integer> misfits = new TreeMap<>(Delivery.OLDEST);
    private long misfitsAtNanos;

    /// Whether a new one for this topic need not be tried: one that waits there already will be.
    boolean refuses(String topic) {
        var barrier = barriers.get(topic);
        return barrier != null && barrier.reason >= FIRST_REFUSAL && !(barrier.parked.isEmpty() && !barrier.probing);
    }

    void hold(Delivery delivery) {
        barriers.get(delivery.topic()).parked.add(delivery);
    }

    /// The broker answered with anything but success.
    void park(Delivery delivery, int reason, long nowNanos) {
        if (reason == TOO_LARGE || reason == PAYLOAD_INVALID || reason == NOT_READ) {
            misfits.put(delivery, reason);
            misfitsAtNanos = nowNanos + MISFIT_RETRY.toNanos();
            return;
        }
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

    /// One whose time to be tried again has come.
    Optional<Delivery> due(long nowNanos) {
        for (var barrier : barriers.values()) {
            if (!barrier.probing && !barrier.parked.isEmpty() && nowNanos - barrier.probeAtNanos >= 0) {
                barrier.probing = true;
                return Optional.of(barrier.parked.pollFirst());
            }
        }
        if (!misfits.isEmpty() && nowNanos - misfitsAtNanos >= 0) {
            return Optional.of(misfits.pollFirstEntry().getKey());
        }
        return Optional.empty();
    }

    /// The topic took something: what waits there may go.
    List<Delivery> open(String topic) {
        var barrier = barriers.remove(topic);
        return barrier == null ? List.of() : List.copyOf(barrier.parked);
    }

    /// Everything may be tried again.
    List<Delivery> openAll() {
        var all = new ArrayList<>(misfits.keySet());
        barriers.values().forEach(barrier -> all.addAll(barrier.parked));
        misfits.clear();
        barriers.clear();
        return all;
    }

    OptionalLong nextNanos() {
        var probes = barriers.values().stream().filter(it -> !it.probing && !it.parked.isEmpty())
                .mapToLong(it -> it.probeAtNanos);
        var again = misfits.isEmpty() ? LongStream.empty() : LongStream.of(misfitsAtNanos);
        return LongStream.concat(probes, again).reduce((a, b) -> a - b <= 0 ? a : b);
    }

    /// One sentence for each topic, and for each outcome, that the broker does not take; the first dozen.
    List<String> complaints() {
        var all = Stream.concat(
                barriers.entrySet().stream().map(it -> complaint(it.getKey(), it.getValue().reason)),
                misfits.entrySet().stream().map(it -> misfit(it.getKey(), it.getValue()))).toList();
        if (all.size() <= MOST_COMPLAINTS) {
            return all;
        }
        var some = new ArrayList<>(all.subList(0, MOST_COMPLAINTS));
        some.add("and %d more like these".formatted(all.size() - MOST_COMPLAINTS));
        return some;
    }

    private static String complaint(String topic, int reason) {
        return switch (reason) {
            case NO_SUBSCRIBER -> "nobody subscribes to " + topic;
            case NOT_AUTHORISED -> "the broker's ACL refuses " + topic;
            default -> "the broker refuses %s with reason 0x%02x".formatted(topic, reason);
        };
    }

    private static String misfit(Delivery delivery, int reason) {
        var which = "the outcome with seq %d on %s: ".formatted(delivery.owed().seq(), delivery.topic());
        return switch (reason) {
            case NOT_READ -> "cannot send " + which + "the disk does not give it back";
            case TOO_LARGE -> "the broker does not take " + which + "it is larger than its limit";
            default -> "the broker does not take " + which + "it says that it is malformed";
        };
    }
}
