// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The jobs that wait, in two bounded rows that share their places: those that can still make their deadline
/// and those that cannot.
final class Waiting {
    /// Who loses its place last is the first here: the more severe, then the one that came first, so that
    /// nobody waits in vain.
    private static final Comparator<Entry> LEAST_TO_LOSE = Comparator
            .comparing(Entry::severity)
            .thenComparing(Entry::deadline)
            .thenComparing(Entry.EARLIEST_DEADLINE_FIRST);

    private static final int FEW = 8;

    private final int capacity;
    private final NavigableSet<Entry> onTime = new TreeSet<>(Entry.EARLIEST_DEADLINE_FIRST);
    private final List<NavigableSet<Entry>> bySeverity = new ArrayList<>();
    private final NavigableSet<Entry> late = new TreeSet<>(Entry.OLDEST_FIRST);

    Waiting(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a lane's queue must hold 1 job or more, not " + capacity);
        }
        this.capacity = capacity;
        for (int i = 0; i < Severity.values().length; i++) {
            bySeverity.add(new TreeSet<>(Entry.EARLIEST_DEADLINE_FIRST));
        }
    }

    void add(Entry entry) {
        onTime.add(entry);
        bySeverity.get(entry.severity().ordinal()).add(entry);
    }

    void remove(Entry entry) {
        onTime.remove(entry);
        bySeverity.get(entry.severity().ordinal()).remove(entry);
        late.remove(entry);
    }

    boolean full() {
        return size() >= capacity;
    }

    int size() {
        return onTime.size() + late.size();
    }

    /// Whose place a newcomer may take. Work that cannot make it makes room before work that can, and the
    /// less severe before the more severe; nobody makes room for what is less severe, and of its own class
    /// only late work for work that can make it. But no class is kept out for good: its elder keeps a place,
    /// unless STAT work finds no other, and who comes as the only one of a class gets the place of late work.
    Optional<Entry> victim(Entry newcomer, long nowNanos) {
        boolean can = !newcomer.hopeless(nowNanos);
        var elders = elders();
        boolean alone = elders.stream().noneMatch(elder -> elder.severity() == newcomer.severity());
        var less = late.stream().filter(entry -> newcomer.moreSevereThan(entry) && !elders.contains(entry));
        var lessOnTime =
                onTime.stream().filter(entry ->
                        can && newcomer.moreSevereThan(entry) && !elders.contains(entry));
        var equal = late.stream().filter(
                entry -> can && entry.severity() == newcomer.severity() && !elders.contains(entry));
        var any = late.stream().filter(entry -> alone && can && !elders.contains(entry));
        var elder = elders.stream().filter(
                entry -> newcomer.severity() == Severity.STAT && newcomer.moreSevereThan(entry));
        return less.max(LEAST_TO_LOSE)
                .or(() -> lessOnTime.max(LEAST_TO_LOSE))
                .or(() -> equal.max(LEAST_TO_LOSE))
                .or(() -> any.max(LEAST_TO_LOSE))
                .or(() -> elder.max(LEAST_TO_LOSE));
    }

    /// Of each class, the one that has been late for longest or, when none is, the one that will be first. A
    /// small queue has no places to keep for them.
    private Set<Entry> elders() {
        var elders = new EnumMap<Severity, Entry>(Severity.class);
        if (capacity < FEW) {
            return Set.of();
        }
        late.forEach(entry -> elders.putIfAbsent(entry.severity(), entry));
        bySeverity.forEach(row -> row.stream().findFirst().ifPresent(
                entry -> elders.putIfAbsent(entry.severity(), entry)));
        return Set.copyOf(elders.values());
    }

    /// Those that can make it, earliest deadline first.
    NavigableSet<Entry> onTime() {
        return onTime;
    }

    /// Those that can make it, a row for each class, the most severe first, inside a class earliest deadline
    /// first.
    List<NavigableSet<Entry>> bySeverity() {
        return bySeverity;
    }

    /// Who cannot make it any more goes from one row to the other.
    void retire(long nowNanos) {
        List<Entry> hopeless = List.of();
        for (var entry : onTime) {
            if (entry.hopeless(nowNanos)) {
                hopeless = hopeless.isEmpty() ? new ArrayList<>() : hopeless;
                hopeless.add(entry);
            }
        }
        hopeless.forEach(entry -> {
            remove(entry);
            late.add(entry);
        });
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
        bySeverity.forEach(Collection::clear);
        late.clear();
        return all;
    }
}
