// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Log.Place;
import dev.gantry.outbox.Entry.Source;
import dev.gantry.outbox.Kept.Said;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Outcomes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// What an outbox knows without the disk: how far the numbering is, what stands for each unit, where each revision
/// is, and which of them wait for the broker.
///
/// Guarded by the outbox's lock.
final class Register {
    /// The newest revisions on the disk whose payloads stay in memory too, as they are being published.
    private static final int MOST_HOT = 1_024;

    /// Revisions that were decided together: on the disk as a whole or not at all.
    static final class Decision {
        final List<Item> items = new ArrayList<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();
        int bytes;

        void add(Item item, int aboutBytes) {
            items.add(item);
            bytes += aboutBytes;
        }

        boolean durable() {
            return items.getLast().durable;
        }
    }

    /// A revision that waits for the disk or the broker.
    static final class Item {
        final Entry entry;
        final Decision decision;
        boolean durable;

        private Item(Entry entry, Decision decision) {
            this.entry = entry;
            this.decision = decision;
        }
    }

    final Outcomes outcomes;
    final Index index = new Index();
    private final Source disk;
    private final TreeMap<Long, Item> waiting = new TreeMap<>();
    private final Deque<Entry> hot = new ArrayDeque<>();
    private long nextSeq = 1;
    private long durableSeq;
    private Optional<UUID> epoch = Optional.empty();

    /// @param disk reads a revision back
    Register(Outcomes outcomes, Source disk) {
        this.outcomes = outcomes;
        this.disk = disk;
    }

    /// A record that the log held when it was opened. It may have been told before.
    void restore(Place place, Kept record) {
        switch (record) {
            case Kept.Saying(var saids) -> saids.forEach(said -> restore(place, said));
            case Kept.Settled(var seqs) -> seqs.forEach(this::settle);
            case Kept.Head(var id, long next) -> {
                epoch = Optional.of(id);
                nextSeq = Math.max(nextSeq, next);
                durableSeq = nextSeq - 1;
            }
            case Kept.Counter _ -> throw new IllegalArgumentException("a counter of a former journal in the log");
        }
    }

    private void restore(Place place, Said said) {
        long seq = said.seq();
        boolean news = !index.held(seq);
        var before = outcomes.known(said.known().unit());
        if (before.isEmpty() || before.get().identity().seq() < seq) {
            outcomes.restore(said.known());
        }
        var unit = before.map(Known::unit).orElse(said.known().unit());
        index.stands(said, unit, place);
        if (news && !said.settled()) {
            var entry = new Entry(seq, unit, said.known().gist().heard(), disk);
            add(entry, new Decision(), 0).durable = true;
        }
        nextSeq = Math.max(nextSeq, seq + 1);
        durableSeq = nextSeq - 1;
    }

    UUID epoch() {
        return epoch.orElseThrow();
    }

    boolean numbered() {
        return epoch.isPresent();
    }

    void begin(UUID newEpoch) {
        epoch = Optional.of(newEpoch);
    }

    long nextSeq() {
        return nextSeq;
    }

    long durableSeq() {
        return durableSeq;
    }

    /// A revision takes the next number.
    Item add(Entry entry, Decision decision, int aboutBytes) {
        var item = new Item(entry, decision);
        decision.add(item, aboutBytes);
        waiting.put(entry.seq(), item);
        nextSeq = Math.max(nextSeq, entry.seq() + 1);
        return item;
    }

    /// The item is on the disk.
    void durable(Item item, Said said, Place place) {
        item.durable = true;
        durableSeq = Math.max(durableSeq, said.seq());
        index.stands(said, item.entry.unit(), place);
        hot.add(item.entry);
        if (hot.size() > MOST_HOT) {
            hot.remove().isNow(disk);
        }
    }

    Optional<Item> waiting(long seq) {
        return Optional.ofNullable(waiting.get(seq));
    }

    /// A revision that is on the disk was found there again, perhaps elsewhere.
    void stands(Said said, Place place) {
        index.unit(said.seq()).ifPresent(unit -> index.stands(said, unit, place));
    }

    /// Those that are on the disk, in order.
    Stream<Item> deliverable() {
        return waiting.values().stream().filter(item -> item.durable);
    }

    /// Those that are not, in order.
    List<Decision> unwritten() {
        return waiting.values().stream().filter(item -> !item.durable).map(item -> item.decision).distinct().toList();
    }

    int waiting() {
        return waiting.size();
    }

    OptionalLong oldestWaiting() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.firstKey());
    }

    Set<Long> waitingSeqs() {
        return Set.copyOf(waiting.keySet());
    }

    /// True when it was not settled before.
    boolean settle(long seq) {
        boolean news = waiting.remove(seq) != null;
        index.settle(seq);
        return news;
    }

    /// The revision as an entry, from memory if it is there.
    Entry entry(Known known) {
        long seq = known.identity().seq();
        return waiting(seq).map(item -> item.entry)
                .orElseGet(() -> new Entry(seq, known.unit(), known.gist().heard(), disk));
    }

    void forget(Instant now) {
        index.forget(now, (seq, unit) -> outcomes.known(unit)
                .filter(known -> known.identity().seq() == seq)
                .ifPresent(_ -> outcomes.forget(unit)));
    }
}
