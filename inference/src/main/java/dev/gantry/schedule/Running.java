// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Cost;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Job.Effort;
import dev.gantry.schedule.Job.Stop;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What the device is doing.
///
/// @param stopAtNanos a run that takes longer is aborted
/// @param severest    of the jobs that run
/// @param yields      whether they give the device away
/// @param asked       what it was asked to stop for already
record Running(
        Policy.Choice choice, long startedNanos, long stopAtNanos, Severity severest, boolean yields,
        Set<Stop> asked) {
    /// More often than that, nobody gives the device away.
    private static final int MOST_YIELDS = 8;

    /// @param abortable a run can be stopped at all
    static Running start(Policy.Choice choice, boolean abortable, long nowNanos) {
        long longest = choice.entries().stream()
                .mapToLong(entry -> entry.urgency().longestRun().toNanos())
                .max()
                .orElseThrow();
        var severest = choice.entries().stream().map(Entry::severity).min(Severity::compareTo).orElseThrow();
        boolean yields = abortable && choice.entries().stream()
                .allMatch(entry -> entry.job().yields() && entry.run() < MOST_YIELDS);
        return new Running(
                choice, nowNanos, nowNanos + longest, severest, yields, EnumSet.noneOf(Stop.class));
    }

    List<Entry> entries() {
        return choice.entries();
    }

    private Cost cost() {
        return entries().getFirst().cost(choice.rung());
    }

    /// When it will be over, by prediction.
    long endNanos() {
        return startedNanos + cost().typical(entries().size());
    }

    /// Whether it gives the device away for that one.
    boolean yieldsTo(Entry other) {
        return yields && other.severity().compareTo(severest) < 0;
    }

    void learn(Effort effort, long nowNanos) {
        long took = nowNanos - startedNanos;
        switch (effort) {
            case FULL -> cost().learn(entries().size(), took);
            case PARTIAL -> cost().learnAtLeast(entries().size(), took);
        }
    }

    /// What to ask for now; each thing is asked for once.
    List<Stop> due(OptionalLong yieldAt, boolean abortable, long nowNanos) {
        var due = new ArrayList<Stop>();
        ask(Stop.DEADLINE, deadline(abortable), nowNanos, due);
        ask(Stop.YIELD, yieldAt, nowNanos, due);
        ask(Stop.OVERRUN, OptionalLong.of(stopAtNanos), nowNanos, due);
        return due;
    }

    private void ask(Stop why, OptionalLong at, long nowNanos, List<Stop> due) {
        if (at.isPresent() && nowNanos - at.getAsLong() >= 0 && asked.add(why)) {
            due.add(why);
        }
    }

    void offerDue(OptionalLong yieldAt, boolean abortable, Earliest first) {
        entries().stream().filter(entry -> !entry.reported()).forEach(
                entry -> first.offer(entry.deadline().atNanos()));
        offer(Stop.DEADLINE, deadline(abortable), first);
        offer(Stop.YIELD, yieldAt, first);
        offer(Stop.OVERRUN, OptionalLong.of(stopAtNanos), first);
    }

    private void offer(Stop why, OptionalLong at, Earliest first) {
        if (!asked.contains(why)) {
            at.ifPresent(first::offer);
        }
    }

    /// When nobody wants the result any more.
    private OptionalLong deadline(boolean abortable) {
        return abortable && entries().stream().allMatch(Entry::drops)
                ? entries().stream().map(Entry::deadline).max(Deadline::compareTo).stream()
                        .mapToLong(Deadline::atNanos).findFirst()
                : OptionalLong.empty();
    }
}
