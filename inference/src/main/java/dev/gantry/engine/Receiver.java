// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

/// Whom the engine tells of one analysis, from threads of its own that must not be blocked.
///
/// No two calls overlap: first [#deadlinePassed] or nothing, then [#ended] once.
public interface Receiver {
    /// The deadline has passed without a result, whatever a native call is doing; or by what runs have cost so
    /// far it cannot be kept. At most once. Such a prediction may be wrong: the end may yet come in time.
    void deadlinePassed();

    /// The last call.
    ///
    /// @param late the deadline had passed by then
    void ended(Analysis analysis, boolean late);
}
