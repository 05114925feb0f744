// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// One device in simulated time: jobs arrive, the device is busy, the watch looks up when something is due.
/// Whatever serves the jobs is the real thing, without threads.
final class Simulation {
    /// Who gets the jobs and decides their order.
    interface Server {
        Admission submit(Job job, Urgency urgency);

        /// Runs what is next, if anything is.
        boolean workOnce();

        void watchOnce();

        OptionalLong dueAtNanos();
    }

    /// A job that is going to come.
    ///
    /// @param afterNanos   the start of the simulation
    /// @param serviceNanos that a run takes, on its best rung
    record Arrival(long afterNanos, Severity severity, Duration budget, Late late, long serviceNanos) {}

    private static final long STOPPING = Duration.ofMillis(1).toNanos();

    private final List<Arrival> arrivals;
    private final Server server;
    private final BiFunction<Simulation, Arrival, SimulatedJob> kind;
    private final long beginNanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos(); // wraps on the way
    final List<SimulatedJob> jobs = new ArrayList<>();
    private long nowNanos = beginNanos;
    private boolean stopping;
    private long busyNanos;

    /// @param server makes the server, on the simulation's clock
    /// @param kind   makes the job of an arrival
    Simulation(
            List<Arrival> arrivals,
            Function<LongSupplier, Server> server,
            BiFunction<Simulation, Arrival, SimulatedJob> kind) {
        this.arrivals = arrivals;
        this.server = server.apply(() -> nowNanos);
        this.kind = kind;
    }

    long now() {
        return nowNanos;
    }

    /// The part of the time in which the device was busy.
    double busy() {
        return (double) busyNanos / (nowNanos - beginNanos);
    }

    /// Gives each job to the server when its time comes, until all work is done.
    Simulation run() {
        while (true) {
            boolean worked = server.workOnce();
            if (!worked && jobs.size() == arrivals.size()) {
                return this;
            }
            if (!worked) {
                step(Long.MAX_VALUE);
            }
        }
    }

    /// The device is busy for that time, or until the run is told to stop.
    ///
    /// @return whether the work was done in full
    boolean work(long nanos) {
        stopping = false;
        long left = nanos;
        while (left > 0) {
            long passed = step(left);
            left -= passed;
            busyNanos += passed;
            if (stopping && left > STOPPING) {
                left = STOPPING;
                stopping = false;
                busyNanos += left;
                nowNanos += left;
                return false;
            }
        }
        return true;
    }

    void stop() {
        stopping = true;
    }

    /// Goes on to the next thing that happens, but no further than that.
    private long step(long mostNanos) {
        long passed = mostNanos;
        boolean arrives = false;
        if (jobs.size() < arrivals.size()) {
            long untilNext = beginNanos + arrivals.get(jobs.size()).afterNanos() - nowNanos;
            if (untilNext <= passed) {
                passed = Math.max(0, untilNext);
                arrives = true;
            }
        }
        var due = server.dueAtNanos();
        if (due.isPresent() && due.getAsLong() - nowNanos < passed) {
            passed = Math.max(0, due.getAsLong() - nowNanos);
            arrives = false;
        }
        nowNanos += passed;
        if (arrives) {
            arrive(arrivals.get(jobs.size()));
        }
        server.watchOnce();
        return passed;
    }

    private void arrive(Arrival arrival) {
        var job = kind.apply(this, arrival);
        jobs.add(job);
        var deadline = Deadline.after(arrival.budget(), nowNanos);
        job.deadline = deadline;
        var admission = server.submit(
                job, Urgency.of(deadline, arrival.severity(), arrival.late(), arrival.budget()));
        if (admission != Admission.ACCEPTED) {
            job.refused();
        }
    }
}
