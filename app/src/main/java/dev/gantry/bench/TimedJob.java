// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Job;
import dev.gantry.schedule.Rung;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/// One image on its way through a queue and the model, and when it was over.
final class TimedJob implements Job {
    /// How it ended.
    enum End {
        /// With a result, inside its budget.
        MET,
        /// With a result, after it.
        LATE,
        /// Waited, and was told that it will not run.
        DROPPED,
        /// Not even queued.
        REFUSED,
        /// The model failed.
        FAILED
    }

    private final Runnable analysis;
    private final Rung rung;
    private final Severity severity;
    private final Deadline deadline;
    private final LongSupplier nanoClock;
    private final CountDownLatch left;
    private volatile End end = End.FAILED;
    private volatile long endedNanos;
    private long startedNanos;
    private boolean done;

    /// @param left counted down when it is over
    TimedJob(Runnable analysis, Rung rung, Severity severity, Deadline deadline, LongSupplier nanoClock,
            CountDownLatch left) {
        this.analysis = analysis;
        this.rung = rung;
        this.severity = severity;
        this.deadline = deadline;
        this.nanoClock = nanoClock;
        this.left = left;
    }

    Severity severity() {
        return severity;
    }

    Deadline deadline() {
        return deadline;
    }

    End end() {
        return end;
    }

    /// Between its arrival and its end.
    ///
    /// @param budgetNanos from its arrival to its deadline
    long tookNanos(long budgetNanos) {
        return endedNanos - (deadline.atNanos() - budgetNanos);
    }

    /// Of the run alone; 0 when there was none.
    long serviceNanos() {
        return done ? endedNanos - startedNanos : 0;
    }

    @Override
    public List<Rung> rungs() {
        return List.of(rung);
    }

    @Override
    public Effort run(Turn turn) {
        startedNanos = nanoClock.getAsLong();
        analysis.run();
        done = true;
        return Effort.FULL;
    }

    @Override
    public void deadlinePassed() {}

    @Override
    public void abort(Stop why) {}

    @Override
    public void ended(boolean late) {
        over(done ? late ? End.LATE : End.MET : End.FAILED);
    }

    @Override
    public void dropped(Stop why) {
        over(End.DROPPED);
    }

    void refused() {
        over(End.REFUSED);
    }

    private void over(End how) {
        endedNanos = nanoClock.getAsLong();
        end = how;
        left.countDown();
    }
}
