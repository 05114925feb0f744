// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When an archive is asked to commit, and what is not asked for again yet. Pure: neither socket nor clock; the moments
/// are monotonic nanoseconds. Confined to the lock of its [Archive].
///
/// One request is under way at a time, from the asking until each of its objects is named in a report, the archive
/// refuses, or the report is overdue. A report that comes later still counts.
final class Asking {
    /// Beyond them the oldest is forgotten: it is asked for sooner than it would be.
    private static final int MOST_LACKING = 100_000;

    private final Pace pace;
    private final Set<Reference> awaited = new HashSet<>();
    private final Map<String, Lacking> lacking = new LinkedHashMap<>();
    private boolean underway;
    private boolean heard;
    private long askedNanos;
    private long againNanos;
    private Duration pause;
    private Optional<Long> unansweredNanos = Optional.empty();
    private String why = "no report came";

    /// An object that the archive says it does not have.
    private record Lacking(long sinceNanos, long againNanos, Duration pause) {}

    /// @param firstPause   before the archive, or an object that it lacks, is asked again; it doubles
    /// @param reportWithin a report that takes longer is no longer waited for
    /// @param patience     how long all may go wrong before a person is told
    record Pace(Duration firstPause, Duration longestPause, Duration reportWithin, Duration patience) {
        static final Pace USUAL =
                new Pace(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

        private Duration after(Duration pause) {
            var twice = pause.multipliedBy(2);
            return twice.compareTo(longestPause) < 0 ? twice : longestPause;
        }
    }

    Asking(Pace pace, long nowNanos) {
        this.pace = pace;
        this.pause = pace.firstPause();
        this.againNanos = nowNanos;
    }

    /// Whether it may be asked now.
    boolean free(long nowNanos) {
        if (underway && nowNanos - askedNanos - pace.reportWithin().toNanos() >= 0) {
            overdue(nowNanos);
        }
        return !underway && nowNanos - againNanos >= 0;
    }

    private void overdue(long nowNanos) {
        if (heard) { // it forgot some of the objects
            var forgotten = List.copyOf(awaited);
            forgotten.forEach(reference -> lacks(reference, nowNanos));
        } else {
            refused("no report came within %d min".formatted(pace.reportWithin().toMinutes()), nowNanos);
        }
    }

    /// Whether that instance may be asked for now.
    boolean due(String sopInstanceUid, long nowNanos) {
        var found = Optional.ofNullable(lacking.get(sopInstanceUid));
        return found.filter(it -> nowNanos - it.againNanos() < 0).isEmpty();
    }

    /// A request goes out; its report may come before its answer.
    void asked(List<Reference> objects, long nowNanos) {
        if (underway) {
            throw new IllegalStateException("one request at a time");
        }
        underway = true;
        heard = false;
        askedNanos = nowNanos;
        awaited.clear();
        awaited.addAll(objects);
        unansweredNanos = unansweredNanos.or(() -> Optional.of(nowNanos));
    }

    /// The request was not taken: the archive is away, or says no.
    void refused(String reason, long nowNanos) {
        if (underway) {
            underway = false;
            awaited.clear();
            why = reason;
            againNanos = nowNanos + pause.toNanos();
            pause = pace.after(pause);
        }
    }

    /// The archive answers for it.
    void committed(Reference reference, long nowNanos) {
        lacking.remove(reference.sopInstanceUid());
        named(reference, nowNanos);
    }

    /// The archive does not answer for it.
    void lacks(Reference reference, long nowNanos) {
        var uid = reference.sopInstanceUid();
        var before = Optional.ofNullable(lacking.remove(uid));
        var wait = before.map(it -> pace.after(it.pause())).orElse(pace.firstPause());
        lacking.put(uid, new Lacking(before.map(Lacking::sinceNanos).orElse(nowNanos), nowNanos + wait.toNanos(),
                wait));
        if (lacking.size() > MOST_LACKING) {
            lacking.remove(lacking.keySet().iterator().next());
        }
        named(reference, nowNanos);
    }

    private void named(Reference reference, long nowNanos) {
        unansweredNanos = Optional.empty();
        pause = pace.firstPause();
        heard = true;
        if (awaited.remove(reference) && awaited.isEmpty()) {
            underway = false;
            againNanos = nowNanos;
        }
    }

    /// What a person should see to, one sentence each.
    List<String> complaints(String archive, long nowNanos) {
        var complaints = new ArrayList<String>();
        long patience = pace.patience().toNanos();
        unansweredNanos.map(since -> nowNanos - since).filter(waited -> waited >= patience).ifPresent(waited ->
                complaints.add("the archive %s has not answered for what it keeps for %d min, so that nothing can make room: %s"
                        .formatted(archive, Duration.ofNanos(waited).toMinutes(), why)));
        long lost = lacking.values().stream().filter(it -> nowNanos - it.sinceNanos() >= patience).count();
        if (lost > 0) {
            complaints.add("the archive %s says that it does not keep objects that are here, so that they cannot make room: %d"
                    .formatted(archive, lost));
        }
        return complaints;
    }
}
