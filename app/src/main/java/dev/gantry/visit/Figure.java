// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Times that were measured, sorted.
record Figure(double[] millis) {
    static Figure ofNanos(List<Long> nanos) {
        return new Figure(nanos.stream().mapToDouble(it -> it / 1e6).sorted().toArray());
    }

    static Figure ofMillis(List<Double> millis) {
        return new Figure(millis.stream().mapToDouble(it -> it).sorted().toArray());
    }

    Figure {
        if (millis.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        millis = millis.clone();
        Arrays.sort(millis);
    }

    /// The smallest time that so many percent are not above.
    double percentile(int percent) {
        return millis[Math.max(0, (int) Math.ceil(percent / 100.0 * millis.length) - 1)];
    }

    String words() {
        return String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms", percentile(50), percentile(95),
                percentile(99));
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("p50-ms", percentile(50));
        tree.put("p95-ms", percentile(95));
        tree.put("p99-ms", percentile(99));
        tree.put("runs", millis.length);
        return tree;
    }
}
