// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

/// One piece of work for a lane. Exactly one of [#ended] and [#dropped] is called, once and last.
///
/// [#run] and [#ended] come from the lane's thread; the others from its watch or, where the lane itself
/// notices first, from the lane's. No two of [#deadlinePassed], [#ended] and [#dropped] overlap. They must
/// not block.
public interface Job {
    /// Does the work and keeps the result.
    void run();

    /// The deadline passed while the job waited or ran. At most once, always before [#ended] and [#dropped].
    void deadlinePassed();

    /// Asks a run to stop soon. May come more than once, and when the run has just ended.
    void abort(Stop why);

    /// The run is over.
    ///
    /// @param late the deadline had passed by then
    void ended(boolean late);

    /// It will not run: its deadline has passed and it is not to finish late or had to make room, or the lane
    /// closes.
    void dropped(Stop why);

    /// Why a job is stopped or never starts.
    enum Stop {
        /// The deadline has passed.
        DEADLINE,
        /// It ran longer than any run may.
        OVERRUN,
        /// The lane closes.
        CLOSING
    }
}
