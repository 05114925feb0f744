// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// Which of the waiting jobs get the device, and how they use it. Pure functions of what waits and of the
/// moment; docs/decisions/0019 says why they are what they are.
///
/// What can make its deadline goes before what cannot. Among the former the earliest deadline goes first as
/// long as everybody can have what they need; as soon as somebody must lose, the more severe class goes
/// first and those of the least severe lose.
final class Policy {
    /// Of the time that a job has left, this part is not given to less severe work, although by prediction
    /// the job would make it: more of its class may come, and predictions may be wrong.
    private static final int RESERVE = 2;

    private Policy() {}

    /// @param rung    by its place in the jobs' list
    /// @param entries that run together, never empty
    /// @param aged    the turn belongs to late work although others wait that can make it
    record Choice(List<Entry> entries, int rung, boolean aged) {}

    /// What is to run now; empty when nothing waits.
    ///
    /// @param turnOfAge    late work may have this turn
    /// @param longestNanos what a batch of a class may take, so that the more severe work which comes meanwhile
    ///                     does not wait too long for the device
    static Optional<Choice> choose(
            Waiting waiting, long nowNanos, boolean turnOfAge, ToLongFunction<Severity> longestNanos) {
        var late = waiting.late().stream().findFirst();
        if (waiting.onTime().isEmpty()) {
            return late.map(entry -> choice(entry, waiting, nowNanos, longestNanos, false));
        }
        return late.filter(entry -> turnOfAge && harmless(entry, waiting, nowNanos))
                .map(entry -> choice(entry, waiting, nowNanos, longestNanos, true))
                .or(() -> Optional.of(choice(head(waiting, nowNanos), waiting, nowNanos, longestNanos, false)));
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
        var severest = waiting.bySeverity().findFirst().orElseThrow();
        boolean earliestFirst =
                !severest.moreSevereThan(earliest) || allMakeIt(waiting, nowNanos);
        return earliestFirst ? earliest : severest;
    }

    /// Whether everybody makes it, earliest deadline first, each on its best rung, and those that give way
    /// although they are more severe keep their reserve.
    static boolean allMakeIt(Waiting waiting, long startNanos) {
        var first = waiting.onTime().first();
        long end = startNanos;
        for (var entry : waiting.onTime()) {
            end = end(entry, end);
            long reserve = entry.moreSevereThan(first)
                    ? entry.deadline().left(startNanos).toNanos() / RESERVE
                    : 0;
            if (entry.deadline().passed(end + reserve)) {
                return false;
            }
        }
        return true;
    }

    /// No STAT job that could make it loses its deadline by it.
    private static boolean harmless(Entry aged, Waiting waiting, long nowNanos) {
        return lost(waiting, Severity.STAT, Set.of(), end(aged, nowNanos)) <= lost(waiting, Severity.STAT, Set.of(), nowNanos);
    }

    /// The best rung on which the job makes its deadline and costs no other of its class, or of a more severe
    /// one, its own. Late work has nothing to hurry for: it gets the best answer there is.
    private static int rung(Entry head, Waiting waiting, long nowNanos) {
        if (head.rungs().size() == 1 || head.hopeless(nowNanos)) {
            return 0;
        }
        int cheapest = 0;
        for (int i = 1; i < head.rungs().size(); i++) {
            cheapest = head.cost(i).cautious(1) < head.cost(cheapest).cautious(1) ? i : cheapest;
        }
        var self = Set.of(head);
        long lostAnyway = lost(waiting, head.severity(), self, nowNanos + head.cost(cheapest).cautious(1));
        for (int i = 0; i < head.rungs().size(); i++) {
            long end = nowNanos + head.cost(i).cautious(1);
            if (!head.deadline().passed(end) && lost(waiting, head.severity(), self, end) <= lostAnyway) {
                return i;
            }
        }
        return cheapest;
    }

    /// Who runs together with the first: as many as the deadlines allow, theirs and those of the jobs that
    /// are left behind, and as long as one more costs no more than it would alone.
    private static List<Entry> batch(Entry head, int rung, Waiting waiting, long nowNanos, long longestNanos) {
        var together = new ArrayList<>(List.of(head));
        int most = head.batch().map(Job.Batch::most).orElse(1);
        if (most == 1) {
            return together;
        }
        var cost = head.cost(rung);
        var members = new HashSet<>(together);
        var candidates = Stream.concat(waiting.bySeverity(), waiting.late().stream())
                .filter(entry -> entry != head && alike(entry, head))
                .toList();
        for (var candidate : candidates) {
            int size = together.size() + 1;
            long end = nowNanos + cost.cautious(size);
            boolean worth = cost.typical(size) <= cost.typical(1) * size && cost.cautious(size) <= longestNanos;
            if (size > most || !worth) {
                break;
            }
            members.add(candidate);
            boolean fits = members.stream().noneMatch(entry -> loses(entry, nowNanos, end))
                    && lost(waiting, head.severity(), members, end)
                            <= lost(waiting, head.severity(), members, nowNanos + cost.cautious(size - 1));
            if (fits) {
                together.add(candidate);
            } else {
                members.remove(candidate);
            }
        }
        return together;
    }

    private static boolean alike(Entry entry, Entry head) {
        return entry.batch().map(Job.Batch::key).equals(head.batch().map(Job.Batch::key))
                && entry.rungs().equals(head.rungs());
    }

    private static boolean loses(Entry entry, long nowNanos, long endNanos) {
        return entry.deadline().passed(endNanos) && !entry.hopeless(nowNanos);
    }

    /// How many of a class and of the more severe ones miss their deadlines, when the device is theirs at that
    /// moment and each runs on its cheapest rung.
    private static long lost(Waiting waiting, Severity severity, Set<Entry> others, long startNanos) {
        long at = startNanos;
        long lost = 0;
        var order = waiting.bySeverity()
                .filter(entry -> entry.severity().compareTo(severity) <= 0 && !others.contains(entry))
                .iterator();
        while (order.hasNext()) {
            var entry = order.next();
            if (entry.hopeless(at)) {
                lost++;
            } else {
                at += entry.cheapest().cautious(1);
            }
        }
        return lost;
    }

    /// Whether a newcomer will miss its deadline, as far as can be told now: it does not fit with everybody
    /// else, and what goes before it takes too long.
    static boolean forlorn(Entry newcomer, Waiting waiting, long startNanos) {
        long at = startNanos;
        var order = waiting.bySeverity().iterator();
        while (order.hasNext()) {
            var entry = order.next();
            boolean ahead = entry.moreSevereThan(newcomer) || entry.severity() == newcomer.severity()
                    && Entry.EARLIEST_DEADLINE_FIRST.compare(entry, newcomer) < 0;
            if (ahead && !entry.hopeless(at)) {
                at += entry.cheapest().typical(1);
            }
        }
        return newcomer.hopeless(at) && !(waiting.onTime().contains(newcomer) && allMakeIt(waiting, startNanos));
    }
}
