// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

/// What a lane says to a new job.
public enum Admission {
    ACCEPTED,
    /// As much on-time work waits as may.
    OVERLOAD,
    /// The lane takes nothing any more.
    CLOSED
}
