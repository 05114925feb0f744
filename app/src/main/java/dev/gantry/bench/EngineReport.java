// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.engine.Timing;
import dev.gantry.runtime.Provenance;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/// What the engine adds to a bare run: times of each round, and bytes.
final class EngineReport {
    private static final double MILLISECOND = 1e6;

    private final String model;
    private final Provenance provenance;
    private final int threads;
    private final long[] bare;
    private final long[] engine;
    private final long[] added;
    private final long[] queued;
    private final long[] prepared;
    private final long[] computed;

    EngineReport(String model, Provenance provenance, int threads, int rounds) {
        this.model = model;
        this.provenance = provenance;
        this.threads = threads;
        this.bare = new long[rounds];
        this.engine = new long[rounds];
        this.added = new long[rounds];
        this.queued = new long[rounds];
        this.prepared = new long[rounds];
        this.computed = new long[rounds];
    }

    /// Allocated bytes of one analysis, and of the parts of one.
    ///
    /// @param lane    the whole analysis, on the lane's thread
    /// @param caller  submitting it, on the caller's
    /// @param bare    a bare run
    /// @param prepare picture to tensor
    /// @param session tensor to tensor
    /// @param read    tensor to findings: the outcome's substance
    record Allocated(long lane, long caller, long bare, long prepare, long session, long read) {}

    /// @param bareNanos   of a bare run
    /// @param engineNanos from [dev.gantry.engine.Engine#analyse] to the callback
    void add(int round, long bareNanos, long engineNanos, Timing timing) {
        bare[round] = bareNanos;
        engine[round] = engineNanos;
        added[round] = engineNanos - bareNanos;
        queued[round] = timing.queuedNanos();
        prepared[round] = timing.stages().preparedNanos();
        computed[round] = timing.stages().computedNanos();
    }

    Whole with(Allocated allocated) {
        return new Whole(this, allocated);
    }

    /// Times and bytes.
    record Whole(EngineReport times, Allocated bytes) {
        String text() {
            var text = new StringBuilder();
            text.append("%s on %s (%s), %d threads, %d rounds in turn%n".formatted(times.model,
                    times.provenance.provider(), times.provenance.precision(), times.threads, times.bare.length));
            text.append("%n%-34s %9s %9s%n".formatted("ms", "p50", "p99"));
            times.rows().forEach((name, nanos) -> text.append(
                    "%-34s %9.3f %9.3f%n".formatted(name, millis(nanos, 50), millis(nanos, 99))));
            text.append("%n%-34s %9s%n".formatted("allocated bytes of one", ""));
            rows().forEach((name, count) -> text.append("%-34s %9d%n".formatted(name, count)));
            return text.toString().stripTrailing();
        }

        String json() {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("model", times.model);
            tree.put("provider", times.provenance.provider().toString());
            tree.put("threads", times.threads);
            tree.put("rounds", times.bare.length);
            var milliseconds = new LinkedHashMap<String, Object>();
            times.rows().forEach((name, nanos) -> milliseconds.put(
                    name, Map.of("p50", millis(nanos, 50), "p99", millis(nanos, 99))));
            tree.put("milliseconds", milliseconds);
            tree.put("allocated-bytes", rows());
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        }

        private Map<String, Long> rows() {
            var rows = new LinkedHashMap<String, Long>();
            rows.put("bare run", bytes.bare());
            rows.put("session run", bytes.session());
            rows.put("picture to tensor", bytes.prepare());
            rows.put("tensor to findings", bytes.read());
            rows.put("analysis, on the lane's thread", bytes.lane());
            rows.put("analysis, on the caller's thread", bytes.caller());
            return rows;
        }
    }

    private Map<String, long[]> rows() {
        var rows = new LinkedHashMap<String, long[]>();
        rows.put("bare run", bare);
        rows.put("analysis, call to callback", engine);
        rows.put("added by the engine, pair by pair", added);
        rows.put("of the analysis: waiting", queued);
        rows.put("of the analysis: picture to tensor", prepared);
        rows.put("of the analysis: tensor to findings", computed);
        return rows;
    }

    private static double millis(long[] nanos, int percent) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(percent / 100.0 * (sorted.length - 1))] / MILLISECOND;
    }
}
