// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Late;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// What waits for one device, and what runs on it. Pure: no thread, no clock, no call to a job.
///
/// Waiting work is on time or late. On-time work goes first, earliest deadline first; late work only when no
/// on-time work waits, and it gives its place away when the agenda is full. So late work is bounded by what
/// is free and never costs anyone else the deadline, except for the run that is already on the device.
final class Agenda {
    private final int capacity;
    private final PriorityQueue<Entry> onTime = new PriorityQueue<>(Entry.EARLIEST_DEADLINE_FIRST);
    private final PriorityQueue<Entry> late = new PriorityQueue<>(Entry.EARLIEST_DEADLINE_FIRST);
    private Optional<Running> running = Optional.empty();
    private long numbers;

    /// @param deadlineSeen the passed deadline has been reported
    /// @param stopSeen     the overrun has been reported
    private record Running(Entry entry, long stopAtNanos, boolean deadlineSeen, boolean stopSeen) {}

    /// What a full or open agenda did with a new job.
    sealed interface Added {
        record Waiting(Entry entry) implements Added {}

        /// The new one waits; a late one that waited longest lost its place.
        record InPlaceOf(Entry entry, Entry displaced) implements Added {}

        record Full() implements Added {}
    }

    /// What has become due. Each thing is reported once.
    ///
    /// @param passed   deadlines that passed, of waiting and running jobs that may finish late
    /// @param drop     waiting jobs that will not run any more
    /// @param stop     the running job, if its deadline passed and it is not to finish late
    /// @param overrun  the running job, if it runs for too long
    record Due(List<Entry> passed, List<Entry> drop, Optional<Entry> stop, Optional<Entry> overrun) {}

    Agenda(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a lane's queue must hold 1 job or more, not " + capacity);
        }
        this.capacity = capacity;
    }

    Added add(Job job, Urgency urgency) {
        if (waiting() < capacity) {
            return new Added.Waiting(enqueue(job, urgency));
        }
        var displaced = Optional.ofNullable(late.poll());
        return displaced.<Added>map(old -> new Added.InPlaceOf(enqueue(job, urgency), old))
                .orElseGet(Added.Full::new);
    }

    private Entry enqueue(Job job, Urgency urgency) {
        var entry = new Entry(job, urgency, numbers++);
        onTime.add(entry);
        return entry;
    }

    /// Takes the job that is to run now; the device is busy with it until [#finished]. Ask what is [#due] at
    /// that same moment first: it tells late work from on-time work.
    Optional<Entry> next(long nowNanos) {
        if (running.isPresent()) {
            throw new IllegalStateException("the device is busy");
        }
        boolean takeLate = onTime.isEmpty();
        var next = Optional.ofNullable(takeLate ? late.poll() : onTime.poll());
        running = next.map(entry -> new Running(
                entry, nowNanos + entry.urgency().longestRun().toNanos(), takeLate, false));
        return next;
    }

    void finished() {
        running = Optional.empty();
    }

    Optional<Entry> running() {
        return running.map(Running::entry);
    }

    Due due(long nowNanos) {
        var passed = new ArrayList<Entry>();
        var drop = new ArrayList<Entry>();
        while (!onTime.isEmpty() && onTime.peek().urgency().deadline().passed(nowNanos)) {
            var entry = onTime.poll();
            if (entry.urgency().late() == Late.DROP) {
                drop.add(entry);
            } else {
                passed.add(entry);
                late.add(entry);
            }
        }
        if (running.isEmpty()) {
            return new Due(passed, drop, Optional.empty(), Optional.empty());
        }
        var run = running.get();
        boolean deadline = !run.deadlineSeen() && run.entry().urgency().deadline().passed(nowNanos);
        boolean tooLong = !run.stopSeen() && nowNanos - run.stopAtNanos() >= 0;
        if (deadline) {
            passed.add(run.entry());
        }
        running = Optional.of(new Running(
                run.entry(), run.stopAtNanos(), run.deadlineSeen() || deadline, run.stopSeen() || tooLong));
        return new Due(
                passed,
                drop,
                running().filter(entry -> deadline && entry.urgency().late() == Late.DROP),
                running().filter(_ -> tooLong));
    }

    /// When something becomes due next; empty when nothing will.
    OptionalLong nextDueNanos() {
        var moments = new ArrayList<Long>();
        if (!onTime.isEmpty()) {
            moments.add(onTime.peek().urgency().deadline().atNanos());
        }
        running.ifPresent(run -> {
            if (!run.deadlineSeen()) {
                moments.add(run.entry().urgency().deadline().atNanos());
            }
            if (!run.stopSeen()) {
                moments.add(run.stopAtNanos());
            }
        });
        return moments.stream().mapToLong(Long::longValue).reduce((a, b) -> a - b <= 0 ? a : b);
    }

    int waiting() {
        return onTime.size() + late.size();
    }

    /// Empties the queue.
    List<Entry> clear() {
        var all = new ArrayList<>(onTime);
        all.addAll(late);
        onTime.clear();
        late.clear();
        return all;
    }
}
