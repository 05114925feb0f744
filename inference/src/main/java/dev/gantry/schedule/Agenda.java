// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Costs;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Job.Effort;
import dev.gantry.schedule.Job.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What waits for one device, and what runs on it. Pure: no thread and no clock, and of a job it only asks
/// what it offers.
///
/// [Policy] says who goes next. Here are the things that have a memory: what runs cost, whose turn late work
/// has taken, what has been reported.
final class Agenda {
    /// Late work gets a tenth of the device's time although others wait that can make it: after such a turn
    /// there is none for nine times as long.
    private static final int OTHERS = 9;

    /// A run is over so soon after it was told to stop.
    private static final long STOPPING = Duration.ofMillis(3).toNanos();

    private static final Due NOTHING = new Due(List.of(), List.of(), List.of());

    private final boolean abortable;
    private final Waiting waiting;
    private final Costs costs = new Costs();
    private final Map<Severity, Long> shortestBudget = new EnumMap<>(Severity.class);
    private Optional<Running> running = Optional.empty();
    private Optional<Deadline> noTurnOfAge = Optional.empty();
    private boolean cleared;
    private long numbers;

    /// What a full or open agenda did with a new job.
    sealed interface Added {
        record Waiting(Entry entry) implements Added {}

        /// The new one waits; another lost its place.
        ///
        /// @param why [Stop#DEADLINE] when it could not make it anyway
        record InPlaceOf(Entry entry, Entry displaced, Stop why) implements Added {}

        record Full() implements Added {}
    }

    /// What is to run, all together.
    record Start(List<Entry> entries, Rung rung) {}

    /// What has become due. Each thing is reported once.
    ///
    /// @param passed deadlines that passed or will be missed, of waiting and running jobs
    /// @param drop   waiting jobs that will not run any more
    /// @param stops  why the running jobs are to stop; mostly empty
    record Due(List<Entry> passed, List<Entry> drop, List<Stopping> stops) {}

    record Stopping(Entry entry, int run, Stop why) {}

    /// @param abortable a run on the device ends soon after it is told to
    Agenda(int capacity, boolean abortable) {
        this.waiting = new Waiting(capacity);
        this.abortable = abortable;
    }

    Added add(Job job, Urgency urgency, long nowNanos) {
        var entry = new Entry(job, urgency, numbers++, costs);
        waiting.retire(nowNanos);
        Added added = new Added.Waiting(entry);
        if (waiting.full()) {
            var victim = waiting.victim(entry, nowNanos);
            if (victim.isEmpty()) {
                return new Added.Full();
            }
            var why = victim.get().hopeless(nowNanos) ? Stop.DEADLINE : Stop.OVERLOAD;
            waiting.remove(victim.get());
            added = new Added.InPlaceOf(entry, victim.get(), why);
        }
        waiting.add(entry);
        judge(entry, nowNanos);
        return added;
    }

    /// What is known of a newcomer at once.
    private void judge(Entry entry, long nowNanos) {
        long left = entry.deadline().left(nowNanos).toNanos();
        if (!entry.hopeless(nowNanos)) {
            shortestBudget.merge(
                    entry.severity(), left, (known, now) -> Math.min(now, known + Math.ceilDiv(known, 16)));
        } else if (left > 0) {
            entry.cheapest().doubt();
        }
        if (Policy.forlorn(entry, waiting, startFor(entry, nowNanos))) {
            entry.foretell();
        }
    }

    /// Takes the jobs that are to run now; the device is busy with them until [#finished].
    Optional<Start> next(long nowNanos) {
        if (running.isPresent()) {
            throw new IllegalStateException("the device is busy");
        }
        waiting.retire(nowNanos);
        var choice = Policy.choose(waiting, nowNanos, turnOfAge(nowNanos), this::longestBatch);
        choice.ifPresent(chosen -> {
            chosen.entries().forEach(waiting::remove);
            running = Optional.of(Running.start(chosen, abortable, nowNanos));
        });
        return choice.map(chosen -> new Start(
                chosen.entries(), chosen.entries().getFirst().rungs().get(chosen.rung())));
    }

    private boolean turnOfAge(long nowNanos) {
        return (noTurnOfAge.isEmpty() || noTurnOfAge.get().passed(nowNanos))
                && !waiting.late().isEmpty()
                && waiting.late().first().turnOfAge().passed(nowNanos);
    }

    /// Half of what more severe work has to live on.
    private long longestBatch(Severity severity) {
        long longest = Long.MAX_VALUE;
        for (var known : shortestBudget.entrySet()) {
            if (known.getKey().compareTo(severity) < 0) {
                longest = Math.min(longest, known.getValue() / 2);
            }
        }
        return longest;
    }

    /// Whether the run that has just ended had been asked to give the device away, and did so.
    boolean gaveWay(Effort effort) {
        return effort == Effort.PARTIAL && running.stream().anyMatch(run -> run.asked().contains(Stop.YIELD));
    }

    /// The device is free.
    ///
    /// @param again the jobs have given way and wait again
    /// @return false when they cannot, because there is no waiting any more
    boolean finished(Effort effort, boolean again, long nowNanos) {
        var run = running.orElseThrow();
        running = Optional.empty();
        run.learn(effort, nowNanos);
        if (run.choice().aged()) {
            noTurnOfAge = Optional.of(new Deadline(nowNanos + OTHERS * (nowNanos - run.startedNanos())));
        }
        if (again && !cleared) {
            run.entries().forEach(waiting::add);
        }
        return !again || !cleared;
    }

    /// For how long the running jobs were to be over; negative before that, and where nothing runs.
    long overdueNanos(long nowNanos) {
        return running.map(run -> nowNanos - run.stopAtNanos()).orElse(-1L);
    }

    /// The jobs that run now; empty when the device is free.
    List<Entry> running() {
        return running.map(Running::entries).orElse(List.of());
    }

    Due due(long nowNanos) {
        waiting.retire(nowNanos);
        if (waiting.size() == 0 && running.isEmpty()) {
            return NOTHING;
        }
        var drop = new ArrayList<Entry>();
        var passed = new ArrayList<Entry>();
        for (var entry : waiting.late()) {
            if (entry.drops() && entry.deadline().passed(nowNanos)) {
                drop.add(entry);
            } else if (!entry.reported()) {
                passed.add(entry);
            }
        }
        drop.forEach(waiting::remove);
        for (var entry : waiting.onTime()) {
            if (!entry.reported() && bad(entry, nowNanos)) {
                passed.add(entry);
            }
        }
        for (var entry : running()) {
            if (!entry.reported() && entry.deadline().passed(nowNanos)) {
                passed.add(entry);
            }
        }
        passed.forEach(Entry::report);
        var stops = new ArrayList<Stopping>();
        running.ifPresent(run -> run.due(yieldAt(run), abortable, nowNanos).forEach(
                why -> run.entries().forEach(entry -> stops.add(new Stopping(entry, entry.run(), why)))));
        return new Due(passed, drop, stops);
    }

    /// When something becomes due next; empty when nothing will.
    OptionalLong nextDueNanos(long nowNanos) {
        var first = new Earliest();
        for (var entry : waiting.onTime()) {
            if (!entry.reported()) {
                first.offer(bad(entry, nowNanos) ? nowNanos : entry.lastStartNanos());
            }
            if (entry.drops()) {
                first.offer(entry.deadline().atNanos());
            }
        }
        for (var entry : waiting.late()) {
            if (!entry.reported()) {
                first.offer(nowNanos);
            }
            if (entry.drops()) {
                first.offer(entry.deadline().atNanos());
            }
        }
        running.ifPresent(run -> run.offerDue(yieldAt(run), abortable, first));
        return first.nanos();
    }

    /// When the running jobs must give way at the latest, so that more severe work makes its deadline.
    private OptionalLong yieldAt(Running run) {
        var first = new Earliest();
        for (var row : waiting.bySeverity().subList(0, run.yields() ? run.severest().ordinal() : 0)) {
            for (var entry : row) {
                first.offer(entry.hopeless(run.endNanos())
                        ? run.startedNanos()
                        : entry.lastStartNanos() - STOPPING);
            }
        }
        return first.nanos();
    }

    /// Whether it must be told that it will not make it.
    private boolean bad(Entry entry, long nowNanos) {
        return entry.foretold() || entry.hopeless(startFor(entry, nowNanos));
    }

    /// When the device can be had, by prediction; the running jobs may take longer or not.
    private long startFor(Entry entry, long nowNanos) {
        return running.map(run -> run.yieldsTo(entry) ? nowNanos + STOPPING : run.endNanos())
                .filter(start -> start - nowNanos > 0)
                .orElse(nowNanos);
    }

    int waiting() {
        return waiting.size();
    }

    /// Empties the queue for good.
    List<Entry> clear() {
        cleared = true;
        return waiting.clear();
    }
}
