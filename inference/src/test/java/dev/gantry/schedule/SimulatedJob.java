// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(ends).as("it ends exactly once").hasSize(1);
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
            assertThat(each.ends).as("it runs before it ends").isEmpty();
            each.ran.add(turn.rung().name());
            each.finished |= full;
        }
        return full ? Effort.FULL : Effort.PARTIAL;
    }

    @Override
    public void deadlinePassed() {
        assertThat(told).as("it is told once").isFalse();
        assertThat(ends).as("it is told before it ends").isEmpty();
        told = true;
        toldNanos = simulation.now();
    }

    @Override
    public void abort(Stop why) {
        simulation.stop();
    }

    @Override
    public void ended(boolean late) {
        assertThat(late).isEqualTo(deadline.passed(simulation.now()));
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
}
