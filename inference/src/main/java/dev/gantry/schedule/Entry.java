// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import java.util.Comparator;

/// A job's life: waiting, then running or not, then over. Keeps the job's promises about the order of its
/// calls.
///
/// The lane's lock guards the queue; this object's monitor guards what is said to the job, so that a slow
/// receiver holds up nobody but its own job and the watch.
final class Entry {
    /// Earliest deadline first; among equals the more severe, then the one that came first.
    static final Comparator<Entry> EARLIEST_DEADLINE_FIRST = Comparator
            .comparing((Entry entry) -> entry.urgency.deadline())
            .thenComparing(entry -> entry.urgency.severity())
            .thenComparingLong(entry -> entry.number);

    private final Job job;
    private final Urgency urgency;
    private final long number;
    private boolean told;
    private boolean over;

    Entry(Job job, Urgency urgency, long number) {
        this.job = job;
        this.urgency = urgency;
        this.number = number;
    }

    Job job() {
        return job;
    }

    Urgency urgency() {
        return urgency;
    }

    /// Tells the job of its passed deadline, unless it was told or is over.
    synchronized void tellDeadline() {
        if (!told && !over) {
            told = true;
            job.deadlinePassed();
        }
    }

    synchronized void drop(Job.Stop why) {
        if (why == Job.Stop.DEADLINE) {
            tellDeadline();
        }
        if (!over) {
            over = true;
            job.dropped(why);
        }
    }

    synchronized void end(long nowNanos) {
        if (urgency.deadline().passed(nowNanos)) {
            tellDeadline();
        }
        if (!over) {
            over = true;
            job.ended(told);
        }
    }

    synchronized void abort(Job.Stop why) {
        if (!over) {
            job.abort(why);
        }
    }
}
