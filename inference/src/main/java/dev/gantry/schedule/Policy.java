// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Cost;
import dev.gantry.model.Manifest.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which of the waiting jobs get the device, and how they use it. Pure functions of what waits and of the
/// moment; docs/decisions/0019 says why they are what they are.
///
/// What can make its deadline goes before what cannot. Among the former the more severe class goes first,
/// unless the earliest deadline is another's and the wait costs the more severe nothing; inside a class the
/// earliest deadline goes first.
final class Policy {
    /// Of the time that more severe work has left, so much is not given to others although by prediction it
    /// would make it: more of its class may come, and predictions may be wrong.
    private static final double RESERVE = 2.0 / 3;

    private Policy() {}

    /// @param rung    by its place in the jobs' list
    /// @param entries that run together, never empty
    /// @param aged    the turn belongs to late work although others wait that can make it
    record Choice(List<Entry> entries, int rung, boolean aged) {}

    /// What is to run now; empty when nothing waits.
    ///
    /// @param turnOfAge    late work may have this turn
    /// @param longestNanos what a batch of a class may take, so that the more severe work which comes
    ///                     meanwhile does not wait too long for the device
    static Optional<Choice> choose(
            Waiting waiting, long nowNanos, boolean turnOfAge, ToLongFunction<Severity> longestNanos) {
        var late = waiting.late().stream().findFirst();
        if (waiting.onTime().isEmpty()) {
            return late.map(entry -> choice(entry, waiting, nowNanos, longestNanos, false));
        }
        return late.filter(entry -> turnOfAge && harmless(entry, waiting, nowNanos))
                .map(entry -> choice(entry, waiting, nowNanos, longestNanos, true))
                .or(() -> Optional.of(
                        choice(head(waiting, nowNanos), waiting, nowNanos, longestNanos, false)));
    }

    private static Choice choice(
            Entry head, Waiting waiting, long nowNanos, ToLongFunction<Severity> longestNanos, boolean aged) {
        int rung = rung(head, waiting, nowNanos);
        var entries = batch(head, rung, waiting, nowNanos, longestNanos.applyAsLong(head.severity()));
        return new Choice(entries, rung, aged);
    }

    private static long end(Entry entry, long startNanos) {
        return startNanos + entry.cost(0).cautious(1);
    }

    private static Entry head(Waiting waiting, long nowNanos) {
        var earliest = waiting.onTime().first();
        if (costsNothing(earliest, waiting, nowNanos)) {
            return earliest;
        }
        return waiting.bySeverity().stream().filter(row -> !row.isEmpty()).findFirst().orElseThrow().first();
    }

    /// Whether all that is more severe makes it after this one, in its own order and each on its best rung,
    /// and keeps its reserve.
    private static boolean costsNothing(Entry first, Waiting waiting, long nowNanos) {
        long end = end(first, nowNanos);
        for (var row : waiting.bySeverity().subList(0, first.severity().ordinal())) {
            for (var other : row) {
                end = end(other, end);
                long reserve = (long) (other.deadline().left(nowNanos).toNanos() * RESERVE);
                if (other.deadline().passed(end + reserve)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// No STAT job that could make it loses its deadline by it.
    private static boolean harmless(Entry aged, Waiting waiting, long nowNanos) {
        return lost(waiting, Severity.STAT, Set.of(), end(aged, nowNanos))
                <= lost(waiting, Severity.STAT, Set.of(), nowNanos);
    }

    /// The best rung on which the job makes its deadline, and on which all that waits of its class or of a
    /// more severe one could run without losing more than on the cheapest. So the step down comes before the
    /// last moment: when the queue grows, not when it is too long. Late work has nothing to hurry for: it
    /// gets the best answer there is.
    private static int rung(Entry head, Waiting waiting, long nowNanos) {
        int rungs = head.rungs().size();
        if (rungs == 1 || head.hopeless(nowNanos)) {
            return 0;
        }
        var self = Set.of(head);
        long lostAnyway =
                lost(waiting, head.severity(), self, nowNanos + head.cheapest().cautious(1), Entry::cheapest);
        return IntStream.range(0, rungs)
                .filter(rung -> {
                    long end = nowNanos + head.cost(rung).cautious(1);
                    return !head.deadline().passed(end)
                            && lost(waiting, head.severity(), self, end, entry -> entry.costAt(rung))
                                    <= lostAnyway;
                })
                .findFirst()
                .orElseGet(head::cheapestRung);
    }

    /// Who runs together with the first: as many as the deadlines allow, theirs and those of the jobs that
    /// are left behind, and as long as they take no longer together than one by one.
    private static List<Entry> batch(
            Entry head, int rung, Waiting waiting, long nowNanos, long longestNanos) {
        int most = head.batch().map(Job.Batch::most).orElse(1);
        if (most == 1) {
            return List.of(head);
        }
        var cost = head.cost(rung);
        var members = new LinkedHashSet<>(List.of(head));
        int best = 1;
        long fewestLost = lost(waiting, head.severity(), members, nowNanos + cost.cautious(1));
        for (var candidate : candidates(head, waiting)) {
            int size = members.size() + 1;
            if (size > most || !cost.worthwhile(size) || cost.cautious(size) > longestNanos) {
                break;
            }
            long end = nowNanos + cost.cautious(size);
            if (members.stream().anyMatch(member -> loses(member, nowNanos, end))) {
                break;
            }
            if (loses(candidate, nowNanos, end)) {
                continue;
            }
            members.add(candidate);
            long lost = lost(waiting, head.severity(), members, end);
            if (lost <= fewestLost) {
                best = size;
                fewestLost = lost;
            }
        }
        return members.stream().limit(best).toList();
    }

    private static List<Entry> candidates(Entry head, Waiting waiting) {
        return Stream.concat(waiting.bySeverity().stream().flatMap(Set::stream), waiting.late().stream())
                .filter(entry -> entry != head && alike(entry, head))
                .limit(Cost.LARGEST_BATCH)
                .toList();
    }

    private static boolean alike(Entry entry, Entry head) {
        return entry.batch().map(Job.Batch::key).equals(head.batch().map(Job.Batch::key))
                && entry.rungs().equals(head.rungs());
    }

    private static boolean loses(Entry entry, long nowNanos, long endNanos) {
        return entry.deadline().passed(endNanos) && !entry.hopeless(nowNanos);
    }

    /// How many of a class and of the more severe ones miss their deadlines, when the device is theirs at
    /// that moment.
    ///
    /// @param cost of the rung on which each of them runs
    private static long lost(
            Waiting waiting,
            Severity severity,
            Set<Entry> others,
            long startNanos,
            Function<Entry, Cost> cost) {
        long at = startNanos;
        long lost = 0;
        for (var row : waiting.bySeverity().subList(0, severity.ordinal() + 1)) {
            for (var entry : row) {
                if (others.contains(entry)) {
                    continue;
                }
                long end = at + cost.apply(entry).cautious(1);
                if (entry.deadline().passed(end)) {
                    lost++;
                } else {
                    at = end;
                }
            }
        }
        return lost;
    }

    private static long lost(Waiting waiting, Severity severity, Set<Entry> others, long startNanos) {
        return lost(waiting, severity, others, startNanos, Entry::cheapest);
    }

    /// Whether a newcomer will miss its deadline, as far as can be told now: whatever the order, too much
    /// goes before it.
    static boolean forlorn(Entry newcomer, Waiting waiting, long startNanos) {
        if (!newcomer.hopeless(after(waiting.onTime().headSet(newcomer), startNanos))) {
            return false;
        }
        int own = newcomer.severity().ordinal();
        long at = startNanos;
        for (var row : waiting.bySeverity().subList(0, own)) {
            at = after(row, at);
        }
        return newcomer.hopeless(after(waiting.bySeverity().get(own).headSet(newcomer), at));
    }

    /// When the device is free again, if the jobs that can make it run in that order, most of them in the
    /// time that is usual.
    private static long after(Iterable<Entry> jobs, long startNanos) {
        long at = startNanos;
        for (var entry : jobs) {
            at += entry.hopeless(at) ? 0 : entry.cheapest().typical(1);
        }
        return at;
    }
}
