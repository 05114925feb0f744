// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.outcome.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The revisions an outbox holds: all that wait, and the last settled one of each unit for a while.
///
/// Guarded by the outbox's lock.
final class Retention {
    /// How long a settled outcome is remembered.
    static final Duration AGE = Duration.ofDays(7);

    /// How many settled outcomes are remembered.
    static final int UNITS = 20_000;

    private static final long SLACK_BYTES = 8L << 20;

    /// One revision and how far it has come.
    static final class Item {
        final Entry entry;
        final CompletableFuture<Void> done;
        boolean durable;
        boolean settled;

        private Item(Entry entry, CompletableFuture<Void> done) {
            this.entry = entry;
            this.done = done;
        }

        private Unit unit() {
            return entry.standing().unit();
        }
    }

    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final Map<Unit, Long> last = new HashMap<>();
    private int waiting;
    private long bytes;

    /// @param done completes when the revision is on disk
    Item add(Entry entry, CompletableFuture<Void> done) {
        var item = new Item(entry, done);
        items.put(entry.seq(), item);
        waiting++;
        bytes += entry.payload().length;
        Optional.ofNullable(last.put(item.unit(), entry.seq()))
                .flatMap(this::find)
                .filter(before -> before.settled)
                .ifPresent(this::drop);
        return item;
    }

    Optional<Item> find(long seq) {
        return Optional.ofNullable(items.get(seq));
    }

    void settle(long seq) {
        find(seq).filter(item -> !item.settled).ifPresent(item -> {
            item.settled = true;
            waiting--;
            if (last.get(item.unit()) != seq) {
                drop(item);
            }
        });
    }

    private void drop(Item item) {
        items.remove(item.entry.seq());
        bytes -= item.entry.payload().length;
    }

    /// Drops settled revisions that are too old or too many, and tells which units are no longer known.
    void forget(Instant now, Consumer<Unit> forgotten) {
        var oldest = now.minus(AGE);
        int surplus = items.size() - waiting - UNITS;
        var goners = new ArrayList<Item>();
        for (var item : items.values()) {
            boolean old = item.entry.standing().last().timing().published().isBefore(oldest);
            if (!old && goners.size() >= surplus) {
                break;
            }
            if (item.settled) {
                goners.add(item);
            }
        }
        for (var item : goners) {
            drop(item);
            last.remove(item.unit());
            forgotten.accept(item.unit());
        }
    }

    Stream<Item> all() {
        return items.values().stream();
    }

    Stream<Item> unsettled() {
        return all().filter(item -> !item.settled);
    }

    int size() {
        return items.size();
    }

    int waiting() {
        return waiting;
    }

    /// A journal longer than this is worth compacting.
    long journalLimit() {
        return 3 * bytes + SLACK_BYTES;
    }
}
