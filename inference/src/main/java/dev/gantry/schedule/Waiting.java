// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The jobs that wait, in two bounded rows that share their places: those that can still make their deadline
/// and those that cannot.
final class Waiting {
    /// Whose place a job of the same class is given away for: the one that has waited least, so that nobody
    /// waits in vain.
    private static final Comparator<Entry> LEAST_TO_LOSE = Comparator
            .comparing(Entry::severity)
            .thenComparing(Entry::deadline)
            .thenComparing(Entry.EARLIEST_DEADLINE_FIRST);

    private final int capacity;
    private final NavigableSet<Entry> onTime = new TreeSet<>(Entry.EARLIEST_DEADLINE_FIRST);
    private final Map<Severity, NavigableSet<Entry>> bySeverity = new EnumMap<>(Severity.class);
    private final NavigableSet<Entry> late = new TreeSet<>(Entry.OLDEST_FIRST);

    Waiting(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a lane's queue must hold 1 job or more, not " + capacity);
        }
        this.capacity = capacity;
        for (var severity : Severity.values()) {
            bySeverity.put(severity, new TreeSet<>(Entry.EARLIEST_DEADLINE_FIRST));
        }
    }

    void add(Entry entry) {
        onTime.add(entry);
        bySeverity.get(entry.severity()).add(entry);
    }

    /// It cannot make its deadline any more.
    void retire(Entry entry) {
        remove(entry);
        late.add(entry);
    }

    void remove(Entry entry) {
        onTime.remove(entry);
        bySeverity.get(entry.severity()).remove(entry);
        late.remove(entry);
    }

    boolean full() {
        return size() >= capacity;
    }

    int size() {
        return onTime.size() + late.size();
    }

    /// Whose place a newcomer may take. Late work makes room for work that can make it and is no less severe;
    /// otherwise only what is less severe makes room, and none that can make it for one that cannot.
    Optional<Entry> victim(Entry newcomer, long nowNanos) {
        var waited = late.stream().max(LEAST_TO_LOSE);
        if (newcomer.hopeless(nowNanos)) {
            return waited.filter(newcomer::moreSevereThan);
        }
        return waited.filter(entry -> !entry.moreSevereThan(newcomer))
                .or(() -> onTime.stream().max(LEAST_TO_LOSE).filter(newcomer::moreSevereThan));
    }

    /// Those that can make it, earliest deadline first.
    NavigableSet<Entry> onTime() {
        return onTime;
    }

    /// Those that can make it, the most severe first, inside a class earliest deadline first.
    Stream<Entry> bySeverity() {
        return bySeverity.values().stream().flatMap(Collection::stream);
    }

    /// Those that cannot, in the order in which they have their turns.
    NavigableSet<Entry> late() {
        return late;
    }

    /// Empties both rows.
    List<Entry> clear() {
        var all = new ArrayList<>(onTime);
        all.addAll(late);
        onTime.clear();
        bySeverity.values().forEach(Collection::clear);
        late.clear();
        return all;
    }
}
