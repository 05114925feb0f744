// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.pipeline.Look.Stages;

/// Where the time of one analysis went.
///
/// @param queuedNanos from [Engine#analyse] to the start on the lane
public record Timing(long queuedNanos, Stages stages) {}
