// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Cost;
import dev.gantry.cost.Costs;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A job's life: waiting, then running or not, then over. Keeps the job's promises about the order of its
/// calls.
///
/// The lane's lock guards the queue, `foretold` and `reported`; this object's monitor guards what is said to
/// the job, so that a slow receiver holds up nobody but its own job and the watch.
final class Entry {
    /// Earliest deadline first; among equals the more severe, then the one that was not replayed, then the
    /// one that came first.
    static final Comparator<Entry> EARLIEST_DEADLINE_FIRST = Comparator
            .comparing(Entry::deadline)
            .thenComparing(Entry::severity)
            .thenComparing(entry -> entry.urgency.replayed())
            .thenComparingLong(entry -> entry.number);

    private static final long SECOND = 1_000_000_000L;

    /// Of late work, whose turn of age comes first.
    static final Comparator<Entry> OLDEST_FIRST = Comparator
            .comparing(Entry::turnOfAge)
            .thenComparing(Entry::severity)
            .thenComparingLong(entry -> entry.number);

    private final Job job;
    private final Urgency urgency;
    private final long number;
    private final List<Rung> rungs;
    private final List<Cost> costs;
    private final Optional<Job.Batch> batch;
    private boolean foretold;
    private boolean reported;
    private volatile int run;
    private boolean told;
    private boolean over;

    Entry(Job job, Urgency urgency, long number, Costs costs) {
        this.job = job;
        this.urgency = urgency;
        this.number = number;
        this.rungs = job.rungs();
        this.costs = rungs.stream().map(rung -> rung.cost(costs)).toList();
        this.batch = job.batch();
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("a job offers 1 rung or more, not 0");
        }
    }

    Job job() {
        return job;
    }

    Urgency urgency() {
        return urgency;
    }

    Deadline deadline() {
        return urgency.deadline();
    }

    Severity severity() {
        return urgency.severity();
    }

    /// When it has been late for so long that it may take a turn from work that can make it. Who is more
    /// severe is granted it sooner, but who has waited for long enough goes before everybody: nobody waits
    /// for ever.
    Deadline turnOfAge() {
        long seconds = switch (severity()) {
            case STAT -> 1;
            case URGENT -> 3;
            case ROUTINE -> 10;
        };
        return new Deadline(deadline().atNanos() + seconds * SECOND);
    }

    boolean drops() {
        return urgency.late() == Late.DROP;
    }

    boolean moreSevereThan(Entry other) {
        return severity().compareTo(other.severity()) < 0;
    }

    List<Rung> rungs() {
        return rungs;
    }

    Cost cost(int rung) {
        return costs.get(rung);
    }

    /// Of that rung, or of its last one if it has no such.
    Cost costAt(int rung) {
        return costs.get(Math.min(rung, costs.size() - 1));
    }

    Optional<Job.Batch> batch() {
        return batch;
    }

    Cost cheapest() {
        return costs.get(cheapestRung());
    }

    int cheapestRung() {
        int cheapest = 0;
        for (int i = 1; i < costs.size(); i++) {
            if (costs.get(i).cautious(1) < costs.get(cheapest).cautious(1)) {
                cheapest = i;
            }
        }
        return cheapest;
    }

    /// Started at that moment, it would by prediction miss its deadline on every rung.
    boolean hopeless(long startNanos) {
        return deadline().passed(startNanos + cheapest().cautious(1));
    }

    /// A later start misses the deadline.
    long lastStartNanos() {
        return deadline().atNanos() - cheapest().cautious(1);
    }

    /// When it came, it was seen that it will not make it.
    boolean foretold() {
        return foretold;
    }

    void foretell() {
        foretold = true;
    }

    /// The watch has taken note that the deadline passed or will be missed.
    boolean reported() {
        return reported;
    }

    void report() {
        reported = true;
    }

    /// How often it has given the device away.
    int run() {
        return run;
    }

    /// Its run was aborted for more severe work, and it will run again: what is still on its way to that run
    /// is not for the next.
    synchronized void again() {
        run++;
        job.again();
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
        boolean late = deadline().passed(nowNanos);
        if (late) {
            tellDeadline();
        }
        if (!over) {
            over = true;
            job.ended(late);
        }
    }

    synchronized void abort(Job.Stop why, int ofRun) {
        if (!over && run == ofRun) {
            job.abort(why);
        }
    }
}
