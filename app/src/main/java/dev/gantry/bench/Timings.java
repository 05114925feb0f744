// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import java.util.List;

/// How long the same sending took, several times.
///
/// @param seconds sorted
/// @param bytes   of data sets, each time
record Timings(List<Double> seconds, long bytes) {
    Timings {
        if (seconds.isEmpty()) {
            throw new IllegalArgumentException("timings: at least one is needed");
        }
        seconds = seconds.stream().sorted().toList();
    }

    double median() {
        int middle = seconds.size() / 2;
        return seconds.size() % 2 == 1 ? seconds.get(middle)
                : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
    }

    double shortest() {
        return seconds.getFirst();
    }

    double longest() {
        return seconds.getLast();
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / median();
    }
}
