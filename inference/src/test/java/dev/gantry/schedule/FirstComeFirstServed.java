// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.LongSupplier;

/// What a server without deadlines does: one bounded queue, in the order of arrival.
final class FirstComeFirstServed implements Simulation.Server {
    private record Waits(Job job, Urgency urgency) {}

    private final int capacity;
    private final LongSupplier nanoClock;
    private final Queue<Waits> queue = new ArrayDeque<>();

    FirstComeFirstServed(int capacity, LongSupplier nanoClock) {
        this.capacity = capacity;
        this.nanoClock = nanoClock;
    }

    @Override
    public Admission submit(Job job, Urgency urgency) {
        return queue.size() < capacity && queue.add(new Waits(job, urgency))
                ? Admission.ACCEPTED
                : Admission.OVERLOAD;
    }

    @Override
    public boolean workOnce() {
        var next = queue.poll();
        if (next == null) {
            return false;
        }
        next.job().run(new Job.Turn(next.job().rungs().getFirst(), List.of(next.job())));
        next.job().ended(next.urgency().deadline().passed(nanoClock.getAsLong()));
        return true;
    }

    @Override
    public void watchOnce() {}

    @Override
    public OptionalLong dueAtNanos() {
        return OptionalLong.empty();
    }
}
