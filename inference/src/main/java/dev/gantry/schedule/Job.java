// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import dev.gantry.cost.Cost;
import java.util.List;
import java.util.Optional;

/// One piece of work for a lane. Exactly one of [#ended] and [#dropped] is called, once and last.
///
/// [#run] and [#ended] come from the lane's thread; [#deadlinePassed] and [#abort] from its watch or, where
/// the lane itself notices first, from the lane's; [#dropped] from these, from the thread whose job takes
/// this one's place, or from the one that closes the lane. No two of [#deadlinePassed], [#ended] and
/// [#dropped] overlap. [#rungs] and [#batch] are asked once, by the thread that submits. None but [#run] may
/// block.
public interface Job {
    /// Does the work and keeps the result. Called once; once more after each [#again].
    ///
    /// For a batch it is called on one of the jobs only, which does the work of them all; every one of them
    /// is told its own end.
    Effort run(Turn turn);

    /// The deadline passed while the job waited or ran, or by prediction it cannot be met any more. At most
    /// once, always before [#ended] and [#dropped]. A prediction may be wrong: the job may yet end in time.
    void deadlinePassed();

    /// Asks a run to stop soon. May come more than once, and when the run has just ended.
    void abort(Stop why);

    /// The run is over.
    ///
    /// @param late the deadline had passed by then
    void ended(boolean late);

    /// It will not run: its deadline has passed and it is not to finish late, or it had to make room, or the
    /// lane closes.
    void dropped(Stop why);

    /// The ways to do it, best first; at least one.
    default List<Rung> rungs() {
        return List.of(Rung.PLAIN);
    }

    /// Whom it may run together with; empty: with nobody.
    default Optional<Batch> batch() {
        return Optional.empty();
    }

    /// Whether a run may be aborted for more severe work, to be started anew later. Asked by the lane's
    /// thread before each run.
    default boolean yields() {
        return false;
    }

    /// The run that was asked to yield is over and another one will come: forget that a stop was asked for.
    /// From the lane's thread.
    default void again() {}

    /// Jobs with equal keys can run together, on any of their rungs, which must be equal too.
    ///
    /// @param most jobs that run together, 1 to 64
    record Batch(Object key, int most) {
        public Batch {
            if (most < 1 || most > Cost.LARGEST_BATCH) {
                throw new IllegalArgumentException(
                        "a batch holds 1 to " + Cost.LARGEST_BATCH + " jobs, not " + most);
            }
        }
    }

    /// What the lane decided when it gave the device away.
    ///
    /// @param rung on which all of them run
    /// @param jobs that run together, the one that is called first; mostly just that one
    record Turn(Rung rung, List<Job> jobs) {
        public Turn {
            jobs = List.copyOf(jobs);
        }
    }

    /// Whether the time that a run took says what such a run costs.
    enum Effort {
        /// The work was done.
        FULL,
        /// It ended before the work was done: stopped, failed, or there was nothing to do.
        PARTIAL
    }

    /// Why a job is stopped or never starts.
    enum Stop {
        /// The deadline has passed.
        DEADLINE,
        /// More severe work took its place in the queue.
        OVERLOAD,
        /// More severe work needs the device now; the job runs again later.
        YIELD,
        /// It ran longer than any run may.
        OVERRUN,
        /// The lane closes.
        CLOSING
    }
}
