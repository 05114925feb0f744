// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import dev.gantry.delivery.Replays;
import dev.gantry.delivery.Replays.Range;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches what receivers asked for again, a little at a time. Confined to the publisher's thread.
final class Replaying {
    private static final Logger LOG = LoggerFactory.getLogger(Replaying.class);
    private static final int AT_ONCE = 16;

    /// @param topic one of those it was first sent to
    record Piece(Entry entry, String topic) {}

    private final Outbox outbox;
    private final Topics topics;
    private final Replays wanted = new Replays();
    private final Deque<Piece> fetched = new ArrayDeque<>();
    private final TreeMap<Long, Integer> inFlight = new TreeMap<>();

    Replaying(Outbox outbox, Topics topics) {
        this.outbox = outbox;
        this.topics = topics;
    }

    /// @return false when too much is wanted already
    boolean ask(Range range) {
        return wanted.ask(range);
    }

    /// The next to send again; from now on it is in flight.
    Optional<Piece> next() {
        while (fetched.isEmpty()) {
            var range = wanted.next();
            if (range.isEmpty()) {
                return Optional.empty();
            }
            fetch(range.get());
        }
        var piece = fetched.remove();
        inFlight.merge(piece.entry().seq(), 1, Integer::sum);
        return Optional.of(piece);
    }

    private void fetch(Range range) {
        try {
            var entries = outbox.read(range.from(), range.to(), AT_ONCE);
            wanted.taken(entries.isEmpty() ? range.to() : entries.getLast().seq());
            entries.forEach(entry -> topics.of(entry).forEach(topic -> fetched.add(new Piece(entry, topic))));
        } catch (IOException e) {
            LOG.warn("replay given up from-seq={} to-seq={} cause={}", range.from(), range.to(), e.toString());
            wanted.taken(range.to());
        }
    }

    /// The broker answered, whatever it was: who misses it asks again.
    void answered(long seq) {
        inFlight.computeIfPresent(seq, (_, left) -> left > 1 ? left - 1 : null);
    }

    /// The connection is gone: what was on its way is wanted again.
    void lost() {
        var again = new TreeMap<>(inFlight);
        fetched.forEach(piece -> again.put(piece.entry().seq(), 1));
        if (!again.isEmpty()) {
            wanted.ask(new Range(again.firstKey(), again.lastKey()));
        }
        inFlight.clear();
        fetched.clear();
    }

    int inFlight() {
        return inFlight.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Numbers that wait to be sent again.
    int waiting() {
        return (int) Math.min(Integer.MAX_VALUE, wanted.waiting() + fetched.size());
    }
}
