// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Log;
import dev.gantry.journal.Log.Place;
import dev.gantry.outbox.Entry.Revision;
import dev.gantry.outbox.Kept.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads revisions back from the disk. Any thread that may wait for it.
final class Reading {
    private static final long NONE = -1;

    private final Register register;
    private final Object lock;
    private final Supplier<Log> log;
    private final Object cleaning = new Object();
    private volatile Optional<Cached> cached = Optional.empty();

    /// The record read last: who wants one revision of it often wants the next.
    private record Cached(Place place, Kept.Saying record) {}

    Reading(Register register, Object lock, Supplier<Log> log) {
        this.register = register;
        this.lock = lock;
        this.log = log;
    }

    /// Held by who moves records from one place to another.
    Object cleaning() {
        return cleaning;
    }

    /// @throws UncheckedIOException when the disk does not give it back, or it is no longer held
    Revision back(long seq) {
        try {
            return find(seq);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The revisions from `from` to `to` that are on the disk and held, at most `most`.
    List<Entry> read(long from, long to, int most) throws IOException {
        var entries = new ArrayList<Entry>();
        long seq = next(from, to);
        while (seq != NONE && entries.size() < most) {
            var said = find(seq);
            var known = said.known();
            entries.add(new Entry(seq, known.unit(), known.gist().heard(), Entry.inMemory(said)));
            seq = next(seq + 1, to);
        }
        return List.copyOf(entries);
    }

    private long next(long from, long to) {
        synchronized (lock) {
            return register.index.next(Math.max(1, from), Math.min(to, register.durableSeq()), NONE);
        }
    }

    private Said find(long seq) throws IOException {
        try {
            return findNow(seq);
        } catch (IOException e) {
            synchronized (cleaning) { // its segment may just have been written anew
                return findNow(seq);
            }
        }
    }

    private Said findNow(long seq) throws IOException {
        Optional<Place> place;
        synchronized (lock) {
            place = register.index.place(seq);
        }
        if (place.isEmpty()) {
            throw new IOException("revision %d is no longer held".formatted(seq));
        }
        var saying = cached.filter(it -> it.place().equals(place.get())).map(Cached::record)
                .orElse(new Kept.Saying(List.of()));
        var said = in(saying, seq);
        if (said.isEmpty() && Kept.read(log.get().read(place.get())) instanceof Kept.Saying fresh) {
            cached = Optional.of(new Cached(place.get(), fresh));
            said = in(fresh, seq);
        }
        return said.orElseThrow(() -> new IOException("revision %d is not where it was".formatted(seq)));
    }

    private static Optional<Said> in(Kept.Saying saying, long seq) {
        return saying.saids().stream().filter(said -> said.seq() == seq).findFirst();
    }
}
