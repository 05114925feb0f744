// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A stretch of time, in points.
///
/// @param span of one point
public record Chart(Duration span, List<Point> points) {
    public Chart {
        points = List.copyOf(points);
    }

    /// @param at     when it ended
    /// @param times  of the stages in which something happened
    /// @param counts of what happened
    /// @param gauges the highest of each
    public record Point(
            Instant at, Map<Stage, Percentiles> times, Map<Count, Long> counts, Map<Gauge, Double> gauges) {}

    /// In milliseconds, at most five percent off.
    public record Percentiles(long count, double p50, double p95, double p99) {}
}
