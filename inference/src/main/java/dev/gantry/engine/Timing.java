// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

/// Where the time of one analysis went, in nanoseconds; a stage that was not reached has none.
///
/// @param queuedNanos   from [Engine#analyse] to the start on the lane
/// @param decodedNanos  pixel data to frame
/// @param preparedNanos frame to tensor
/// @param computedNanos tensor to findings
public record Timing(long queuedNanos, long decodedNanos, long preparedNanos, long computedNanos) {}
