// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// When an archive is asked to commit, and what is not asked for again yet. Pure: neither socket nor clock; the moments
/// are monotonic nanoseconds. Confined to the lock of its [Archive].
///
/// One request is made at a time; the reports of many may be awaited, because archives take from seconds to a night for
/// them. What is not reported in time is asked for anew, and an earlier report that comes after all still counts.
final class Asking {
    /// Objects whose report is awaited at once.
    static final int MOST_AWAITED = 20_000;
    /// Objects remembered; beyond them that which was asked for longest ago is forgotten, and so asked for sooner.
    private static final int MOST = 100_000;
    private static final Duration TELL_OF_REFUSALS_AFTER = Duration.ofHours(1);
    private static final Duration TELL_OF_OBJECTS_AFTER = Duration.ofDays(1);

    private final Pace pace;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<Integer, Integer> fresh = new TreeMap<>();
    private boolean calling;
    private int refusals;
    private long againNanos;
    private Optional<Unwilling> unwilling = Optional.empty();

    /// @param times   how often it was asked for
    /// @param lacking the archive said that it does not keep it; else its report is awaited
    private record Open(long sinceNanos, int times, boolean lacking, long untilNanos) {}

    private record Unwilling(long sinceNanos, String why) {}

    /// Each pause and each patience doubles up to the longest.
    ///
    /// @param pause  before the archive is called again after it refused, and before an object is asked for again
    ///               that it lacks
    /// @param report within which a report is expected; then the object is asked for anew
    record Pace(Duration pause, Duration longestPause, Duration report, Duration longestReport) {
        static final Pace USUAL =
                new Pace(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(15), Duration.ofDays(1));

        private long pauseNanos(int times) {
            return doubled(pause, longestPause, times);
        }

        private long reportNanos(int times) {
            return doubled(report, longestReport, times);
        }

        private static long doubled(Duration first, Duration longest, int times) {
            return Math.min(longest.toNanos(), first.toNanos() << Math.min(times - 1, 16));
        }
    }

    Asking(Pace pace, long nowNanos) {
        this.pace = pace;
        this.againNanos = nowNanos;
    }

    /// How many objects may be asked for now; 0 while the archive is being called, rests or owes too many reports.
    int room(long nowNanos) {
        if (calling || nowNanos - againNanos < 0) {
            return 0;
        }
        long awaited = open.values().stream().filter(it -> !it.lacking() && nowNanos - it.untilNanos() < 0).count();
        return (int) Math.min(CommitmentUser.MAX_OBJECTS, MOST_AWAITED - awaited);
    }

    /// Whether that instance may be asked for now.
    boolean due(String sopInstanceUid, long nowNanos) {
        var found = Optional.ofNullable(open.get(sopInstanceUid));
        return found.filter(it -> nowNanos - it.untilNanos() < 0).isEmpty();
    }

    /// The archive is called; a report may come before its answer.
    void asked(Collection<Reference> objects, long nowNanos) {
        calling = true;
        for (var object : objects) {
            var before = Optional.ofNullable(open.remove(object.sopInstanceUid()));
            int times = before.map(Open::times).orElse(0) + 1;
            open.put(object.sopInstanceUid(), new Open(before.map(Open::sinceNanos).orElse(nowNanos), times, false,
                    nowNanos + pace.reportNanos(times)));
        }
        while (open.size() > MOST) {
            open.remove(open.keySet().iterator().next());
        }
    }

    /// The archive took the request.
    ///
    /// @return whether that is news
    boolean taken() {
        calling = false;
        refusals = 0;
        var before = unwilling;
        unwilling = Optional.empty();
        return before.isPresent();
    }

    /// The archive is away, or says no.
    ///
    /// @return whether that is news
    boolean refused(Collection<Reference> objects, String why, long nowNanos) {
        calling = false;
        objects.forEach(object -> open.computeIfPresent(object.sopInstanceUid(), (_, it) ->
                it.lacking() ? it : new Open(it.sinceNanos(), it.times() - 1, false, nowNanos)));
        refusals++;
        againNanos = nowNanos + pace.pauseNanos(refusals);
        var before = unwilling;
        unwilling = Optional.of(new Unwilling(before.map(Unwilling::sinceNanos).orElse(nowNanos), why));
        return before.filter(it -> it.why().equals(why)).isEmpty();
    }

    /// The archive answers for it.
    void committed(String sopInstanceUid) {
        open.remove(sopInstanceUid);
    }

    /// The archive does not answer for it.
    ///
    /// @param reason PS3.3 C.14.1.1
    void lacks(String sopInstanceUid, int reason, long nowNanos) {
        open.computeIfPresent(sopInstanceUid, (_, it) -> {
            if (it.times() == 1 && !it.lacking()) {
                fresh.merge(reason, 1, Integer::sum);
            }
            return new Open(it.sinceNanos(), it.times(), true, nowNanos + pace.pauseNanos(Math.max(1, it.times())));
        });
    }

    /// How many objects the archive was found to lack since the last call, by reason; each object counts once.
    Map<Integer, Integer> takeNews() {
        var news = new TreeMap<>(fresh);
        fresh.clear();
        return news;
    }

    /// What a person should see to, one sentence each.
    List<String> complaints(String archive, long nowNanos) {
        var complaints = new ArrayList<String>();
        unwilling.filter(it -> nowNanos - it.sinceNanos() >= TELL_OF_REFUSALS_AFTER.toNanos()).ifPresent(it ->
                complaints.add("the archive %s takes no storage commitment request, so nothing can make room: %s"
                        .formatted(archive, it.why())));
        long lacking = old(true, nowNanos);
        if (lacking > 0) {
            complaints.add(("objects that the archive %s does not keep a day after they were here, and that cannot make"
                    + " room (is everything sent to it?): %d").formatted(archive, lacking));
        }
        long silent = old(false, nowNanos);
        if (silent > 0) {
            complaints.add("objects that the archive %s has not reported on for a day, and that cannot make room: %d"
                    .formatted(archive, silent));
        }
        return complaints;
    }

    private long old(boolean lacking, long nowNanos) {
        return open.values().stream()
                .filter(it -> it.lacking() == lacking && nowNanos - it.sinceNanos() >= TELL_OF_OBJECTS_AFTER.toNanos())
                .count();
    }
}
