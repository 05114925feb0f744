// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

/// What is timed.
public enum Stage {
    /// From the first byte of an object to its C-STORE response.
    STORE,
    /// In the queue for the device.
    QUEUED, DECODED, PREPARED, COMPUTED,
    /// From the last byte of what is asked about to the answer on disk.
    ANSWER
}
