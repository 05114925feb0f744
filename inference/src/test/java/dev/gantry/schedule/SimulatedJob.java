// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.schedule.Simulation.Arrival;
import java.util.ArrayList;
import java.util.List;

/// A job that keeps the simulated device busy and checks what it is told.
class SimulatedJob implements Job {
    /// How it ended.
    enum End { MET, LATE, DROPPED, REFUSED }

    final Simulation simulation;
    final Arrival arrival;
    final List<String> ran = new ArrayList<>();
    final List<End> ends = new ArrayList<>();
    Deadline deadline = new Deadline(0);
    long submittedNanos;
    long endedNanos;
    long toldNanos;
    boolean told;
    boolean finished;

    SimulatedJob(Simulation simulation, Arrival arrival) {
        this.simulation = simulation;
        this.arrival = arrival;
        this.submittedNanos = simulation.now();
    }

    End end() {
        check(ends.size() == 1, "it ends exactly once, not " + ends);
        return ends.getFirst();
    }

    /// From its arrival to its end.
    long waitedNanos() {
        return endedNanos - submittedNanos;
    }

    /// That one run takes.
    long serviceNanos(Turn turn) {
        return turn.jobs().stream().mapToLong(job -> ((SimulatedJob) job).arrival.serviceNanos()).sum();
    }

    @Override
    public Effort run(Turn turn) {
        boolean full = simulation.work(serviceNanos(turn));
        for (var job : turn.jobs()) {
            var each = (SimulatedJob) job;
            check(each.ends.isEmpty(), "it runs before it ends");
            each.ran.add(turn.rung().name());
            each.finished |= full;
        }
        return full ? Effort.FULL : Effort.PARTIAL;
    }

    @Override
    public void deadlinePassed() {
        check(!told, "it is told once");
        check(ends.isEmpty(), "it is told before it ends");
        told = true;
        toldNanos = simulation.now();
    }

    @Override
    public void abort(Stop why) {
        simulation.stop();
    }

    @Override
    public void ended(boolean late) {
        check(late == deadline.passed(simulation.now()), "it is late when its deadline has passed");
        over(late ? End.LATE : End.MET);
    }

    @Override
    public void dropped(Stop why) {
        over(End.DROPPED);
    }

    void refused() {
        over(End.REFUSED);
    }

    private void over(End end) {
        ends.add(end);
        endedNanos = simulation.now();
    }

    /// Millions of times: AssertJ would take most of the simulation's time. The simulation passes it on.
    private void check(boolean holds, String what) {
        if (!holds) {
            simulation.broken.add(what);
        }
    }
}
