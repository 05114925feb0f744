// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many questions each caller may ask: a bucket of one minute's worth that fills evenly.
///
/// Thread-safe; told the time.
final class Pace {
    private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    /// Callers that are remembered; who was silent longest is forgotten first.
    static final int MOST_CALLERS = 1000;

    private final int perMinute;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    private record Bucket(double left, long atNanos, boolean refused) {}

    /// @param free  may be asked now
    /// @param first of the refusals since the last question that was free
    /// @param pause until the next one is
    record Turn(boolean free, boolean first, Duration pause) {}

    Pace(int perMinute) {
        this.perMinute = perMinute;
    }

    synchronized Turn ask(String caller, long nowNanos) {
        var was = buckets.getOrDefault(caller, new Bucket(perMinute, nowNanos, false));
        double filled = was.left + (nowNanos - was.atNanos) / MINUTE_NANOS * perMinute;
        double left = Math.min(perMinute, filled);
        if (left >= 1) {
            buckets.put(caller, new Bucket(left - 1, nowNanos, false));
            return new Turn(true, false, Duration.ZERO);
        }
        buckets.put(caller, new Bucket(left, nowNanos, true));
        return new Turn(false, !was.refused, Duration.ofNanos((long) ((1 - left) * MINUTE_NANOS / perMinute)));
    }
}
