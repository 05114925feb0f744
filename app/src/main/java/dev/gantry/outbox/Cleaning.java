// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outbox;

import dev.gantry.journal.Log;
import dev.gantry.journal.Log.Place;
import dev.gantry.outbox.Kept.Said;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives back the room of what is no longer wanted, one segment at a time: a segment of which less than half is wanted
/// is written anew without the rest, one of which nothing is wanted is deleted. The newest is left alone.
///
/// Confined to one thread, which waits for the disk; the lock is held only to look something up.
final class Cleaning {
    private final Register register;
    private final Object lock;

    /// One record as it will stand.
    private record Remaining(Place from, List<Said> saids) {}

    private record Leaving(long seq, Place from) {}

    /// What a segment comes to.
    private record Plan(List<Remaining> remaining, List<Leaving> leaving, List<Long> settlements) {}

    Cleaning(Register register, Object lock) {
        this.register = register;
        this.lock = lock;
    }

    /// A sealed segment that is worth it, the oldest first.
    Optional<Long> candidate(Log log) throws IOException {
        var segments = log.segments();
        synchronized (lock) {
            return segments.stream().limit(Math.max(0, segments.size() - 1)).filter(register.index::wasteful).findFirst();
        }
    }

    /// What the segment says of revisions in other segments, and would have to be said again were it cleaned.
    List<Long> settlements(Log log, long segment) throws IOException {
        return plan(log, segment).settlements();
    }

    /// Cleans it; what [#settlements] said of it must be on the disk again.
    void clean(Log log, long segment) throws IOException {
        var plan = plan(log, segment);
        var places = new ArrayList<Place>();
        if (plan.remaining().isEmpty()) {
            log.delete(segment);
        } else {
            places.addAll(log.rewrite(segment, plan.remaining().stream()
                    .map(it -> Kept.write(new Kept.Saying(it.saids())))
                    .toList()));
        }
        synchronized (lock) {
            for (int i = 0; i < places.size(); i++) {
                var remaining = plan.remaining().get(i);
                for (var said : remaining.saids()) {
                    register.index.moved(said.seq(), remaining.from(), places.get(i), said.settled());
                }
            }
            plan.leaving().forEach(it -> register.index.gone(it.seq(), it.from()));
            register.index.cleaned(segment, plan.remaining().stream().mapToInt(it -> it.saids().size()).sum());
        }
    }

    private Plan plan(Log log, long segment) throws IOException {
        var plan = new Plan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        log.read(segment, (place, record) -> {
            switch (Kept.read(record)) {
                case Kept.Saying(var saids) -> plan(plan, place, saids);
                case Kept.Settled(var seqs) -> {
                    synchronized (lock) {
                        seqs.stream().filter(seq -> register.index.settlementNeeded(seq, segment))
                                .forEach(plan.settlements()::add);
                    }
                }
                case Kept.Head _, Kept.Counter _ -> {}
            }
        });
        return plan;
    }

    private void plan(Plan plan, Place place, List<Said> saids) {
        synchronized (lock) {
            var remaining = new ArrayList<Said>();
            for (var said : saids) {
                if (register.index.heldAt(said.seq(), place)) {
                    remaining.add(said.withSettled(register.index.settled(said.seq())));
                } else {
                    plan.leaving().add(new Leaving(said.seq(), place));
                }
            }
            if (!remaining.isEmpty()) {
                plan.remaining().add(new Remaining(place, remaining));
            }
        }
    }
}
