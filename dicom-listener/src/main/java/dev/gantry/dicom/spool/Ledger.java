// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.spool.Known.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What the spool knows of each object, in memory: where it stands and which others are of its instance.
///
/// Pure: neither disk nor clock. Confined to the lock of its [Register].
final class Ledger {
    // About 0.55 kB for each object (LedgerTest measures it): its journal line of some 300 bytes, its id and instance
    // UID, and its places in two maps and a queue. So 200 000 settled objects are some 110 MB, and 100 000 that are
    // gone some 55 MB. Unsettled ones are bounded by the disk only, as they may not go; what the analysis holds of
    // them is far more.

    /// Crashes at the same thing from which on it is not tried again.
    static final int CRASHES = 2;

    private static final Comparator<Entry.Received> BY_ARRIVAL = Comparator.comparing(Entry.Received::received)
            .thenComparing(entry -> entry.id().length()).thenComparing(Entry.Received::id);

    /// @param settled objects that may go; beyond them the oldest go though the disk has room
    /// @param gone    objects whose file went that are remembered
    /// @param memory  for how long they are
    record Bounds(int settled, int gone, Duration memory) {
        static final Bounds USUAL = new Bounds(200_000, 100_000, Duration.ofDays(7));
    }

    private final Role role;
    private final Bounds bounds;
    private final Versions versions = new Versions();
    private final Map<String, Known> byId = new HashMap<>();
    private final Map<String, Known> open = new LinkedHashMap<>();
    private final ArrayDeque<Known> mayGo = new ArrayDeque<>();
    /// Of a store: all is said of them, and the archive has not committed to them. In the order they were settled.
    private final Set<Known> uncommitted = new LinkedHashSet<>();
    private final ArrayDeque<Known> gone = new ArrayDeque<>();
    private final Map<String, Map<String, Set<Long>>> crashes = new HashMap<>();
    private long mayGoBytes;

    Ledger(Role role, Bounds bounds) {
        this.role = role;
        this.bounds = bounds;
    }

    Versions versions() {
        return versions;
    }

    /// Whether the file of that object is there, or on its way.
    Optional<Known> held(String id) {
        return known(id).filter(known -> known.place == Place.ARRIVING || known.kept());
    }

    /// Adds an object that is not yet durable. A repeat takes the place of the version it repeats.
    Known add(Entry.Received entry) {
        var known = new Known(entry);
        repeatedBy(entry).filter(former -> former.place == Place.GONE).ifPresentOrElse(former -> {
            versions.swap(former, known);
            former.place = Place.FORGOTTEN;
        }, () -> versions.add(known));
        byId.put(known.id, known);
        open.put(known.id, known);
        return known;
    }

    private Optional<Known> repeatedBy(Entry.Received entry) {
        return entry.kinship() instanceof Kinship.Repeats(var id) ? known(id) : Optional.empty();
    }

    /// Makes it as if it had never come.
    void remove(Known known) {
        open.remove(known.id);
        uncommitted.remove(known);
        byId.remove(known.id);
        crashes.remove(known.id);
        repeatedBy(known.entry()).filter(former -> former.place == Place.FORGOTTEN).ifPresentOrElse(former -> {
            former.place = Place.GONE;
            versions.swap(known, former);
        }, () -> versions.remove(known));
        known.place = Place.FORGOTTEN;
    }

    void durable(Known known) {
        if (known.place == Place.ARRIVING) {
            known.place = Place.UNSETTLED;
            known.kept = Known.DURABLE;
        }
    }

    /// Brings back an entry of an earlier life, in the order they were written.
    void remember(Entry entry) {
        switch (entry) {
            case Entry.Received received -> durable(add(received));
            case Entry.Settled(var id) -> settle(id);
            case Entry.Committed(var id) -> known(id).ifPresent(this::commit);
            case Entry.Evicted(var id, var at) -> known(id).ifPresent(known -> {
                if (mayGo.removeFirstOccurrence(known)) { // it is the first, or near it
                    mayGoBytes -= known.entry().length();
                }
                gone(known, at);
            });
            case Entry.Crashed(var id, var what, long number) -> crash(id, what, number);
            case Entry.Lost(var id) -> known(id).ifPresent(this::remove);
        }
    }

    Optional<Known> known(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// False when there is no such unsettled object.
    boolean settle(String id) {
        var known = Optional.ofNullable(open.get(id)).filter(object -> object.place == Place.UNSETTLED);
        known.ifPresent(object -> {
            open.remove(id);
            crashes.remove(id);
            object.place = Place.SETTLED;
            letGo(object);
        });
        return known.isPresent();
    }

    /// The ids of all versions of the instance that are durable and not yet known to be committed; now they are.
    List<String> commit(String sopInstanceUid) {
        var ids = versions.of(sopInstanceUid).filter(known -> !known.committed && known.kept())
                .map(known -> known.id).toList();
        ids.forEach(id -> commit(byId.get(id)));
        return ids;
    }

    private void commit(Known known) {
        if (!known.committed) {
            known.committed = true;
            uncommitted.remove(known);
            if (known.place == Place.SETTLED && role == Role.STORE) {
                letGo(known);
            }
        }
    }

    private void letGo(Known known) {
        if (role == Role.COPY || known.committed) {
            mayGo.add(known);
            mayGoBytes += known.entry().length();
        } else {
            uncommitted.add(known);
        }
    }

    /// Of those that only wait for the archive, one for each of the first `most` instances whose UID `which` accepts.
    List<Entry.Received> uncommitted(int most, Predicate<String> which) {
        var taken = new HashSet<String>();
        return uncommitted.stream()
                .filter(known -> which.test(known.sopInstanceUid) && taken.add(known.sopInstanceUid))
                .limit(most).map(Known::entry).toList();
    }

    int uncommittedCount() {
        return uncommitted.size();
    }

    /// The next objects to make room for `bytes`, at most `max` of them, oldest first; from now on they count as gone.
    List<Entry.Received> letGo(int max, long bytes, Instant now) {
        var entries = new ArrayList<Entry.Received>();
        long still = bytes;
        while (still > 0 && entries.size() < max && !mayGo.isEmpty()) {
            var known = mayGo.poll();
            var entry = known.entry();
            mayGoBytes -= entry.length();
            still -= Math.max(1, entry.length());
            entries.add(entry);
            gone(known, now);
        }
        return entries;
    }

    private void gone(Known known, Instant at) {
        open.remove(known.id);
        uncommitted.remove(known);
        crashes.remove(known.id);
        known.place = Place.GONE;
        known.goneAtMillis = at.toEpochMilli();
        gone.add(known);
    }

    /// Forgets of what is gone what is too old or too much.
    void forgetOld(Instant now) {
        long limit = now.minus(bounds.memory()).toEpochMilli();
        while (!gone.isEmpty() && (gone.size() > bounds.gone() || gone.peek().goneAtMillis <= limit
                || gone.peek().place == Place.FORGOTTEN)) {
            var known = gone.poll();
            if (known.place == Place.GONE) {
                remove(known);
            } else {
                byId.remove(known.id);
            }
        }
    }

    /// How many more objects than the memory allows could go.
    int excess() {
        return Math.max(0, mayGo.size() - bounds.settled());
    }

    long mayGoBytes() {
        return mayGoBytes;
    }

    void crash(String id, String what, long number) {
        if (open.containsKey(id)) {
            crashes.computeIfAbsent(id, _ -> new HashMap<>()).computeIfAbsent(what, _ -> new HashSet<>()).add(number);
        }
    }

    /// What must not be tried again with the object.
    Set<String> barred(String id) {
        var barred = new HashSet<String>();
        crashes.getOrDefault(id, Map.of()).forEach((what, numbers) -> {
            if (numbers.size() >= CRASHES) {
                barred.add(what);
            }
        });
        return barred;
    }

    /// In the order of their arrival, but those that the process died of last; never an earlier version of an
    /// instance after a later one, as that would undo a correction.
    List<Entry.Received> unsettled() {
        return open.values().stream().filter(known -> known.place == Place.UNSETTLED).map(Known::entry)
                .sorted(Comparator.comparing((Entry.Received entry) -> crashes.containsKey(entry.id()) && latest(entry))
                        .thenComparing(BY_ARRIVAL))
                .toList();
    }

    private boolean latest(Entry.Received entry) {
        return versions.of(entry.sopInstanceUid()).findFirst().filter(known -> known.id.equals(entry.id())).isPresent();
    }

    int unsettledCount() {
        return open.size();
    }

    /// The latest version of the instance whose file is there and durable.
    Optional<Entry.Received> kept(String sopInstanceUid) {
        return versions.of(sopInstanceUid).filter(Known::kept).map(Known::entry).findFirst();
    }

    Optional<Entry.Received> keptById(String id) {
        return known(id).filter(Known::kept).map(Known::entry);
    }

    /// The instance UIDs of all that is kept.
    List<String> keptInstances() {
        return byId.values().stream().filter(Known::kept).map(known -> known.sopInstanceUid).distinct().toList();
    }

    /// The instance UIDs of all that is remembered.
    List<String> instances() {
        return versions.latest().stream().map(known -> known.sopInstanceUid).toList();
    }

    /// Where an object stands.
    record Standing(Entry.Received entry, Place place) {}

    /// The latest version of the instance.
    Optional<Standing> latest(String sopInstanceUid) {
        return versions.of(sopInstanceUid).findFirst().map(known -> new Standing(known.entry(), known.place));
    }

    int size() {
        return byId.size();
    }

    /// All that a journal must say for [#remember] to come to the same.
    List<byte[]> lines() {
        var lines = new ArrayList<byte[]>(2 * byId.size());
        for (var last : versions.latest()) {
            var chain = versions.of(last.sopInstanceUid).filter(known -> known.place != Place.ARRIVING).toList();
            chain.reversed().forEach(known -> lines.add(known.line));
        }
        for (var known : byId.values()) {
            if (known.committed && known.place != Place.FORGOTTEN) {
                lines.add(new Entry.Committed(known.id).encode());
            }
        }
        gone.stream().filter(known -> known.place == Place.GONE).forEach(known ->
                lines.add(new Entry.Evicted(known.id, Instant.ofEpochMilli(known.goneAtMillis)).encode()));
        mayGo.forEach(known -> lines.add(new Entry.Settled(known.id).encode()));
        uncommitted.forEach(known -> lines.add(new Entry.Settled(known.id).encode()));
        crashes.forEach((id, whats) -> whats.forEach((what, numbers) -> numbers.forEach(number ->
                lines.add(new Entry.Crashed(id, what, number).encode()))));
        return lines;
    }
}
