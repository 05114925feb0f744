// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one run of the benchmark found.
///
/// @param machine  key words about machine and disk
/// @param rows     receivers in the order in which they are shown
/// @param many     50 associations at once, to Gantry with fsync
/// @param large    the object that streams through a small heap
/// @param remarks  what is missing, and why
record IngestReport(
        Map<String, String> machine, List<Row> rows, Optional<Many> many, Optional<Large> large,
        List<String> remarks) {

    /// One receiver.
    ///
    /// @param stock by dcmtk's storescu, whose Nagle algorithm is on; empty where it is not installed
    /// @param own   by Gantry's own sender
    record Row(String receiver, Optional<Timings> stock, Timings own) {}

    /// @param sent    objects that were acknowledged
    /// @param missing acknowledged, but not among the files afterwards
    /// @param share   of what one association reached with the same number of bytes, in the same run
    record Many(int associations, int sent, int missing, double megabytesPerSecond, double share) {}

    /// @param heapLimitBytes of the receiver's JVM (-Xmx)
    /// @param heapPeakBytes  most that was used before any collection
    /// @param heapLiveBytes  most that was used after any collection
    /// @param residentBytes  of the whole process, at most
    record Large(
            long bytes, double seconds, long heapLimitBytes, long heapPeakBytes, long heapLiveBytes,
            long residentBytes) {}

    private Optional<Row> row(String name) {
        return rows.stream().filter(row -> row.receiver().equals(name)).findFirst();
    }

    private static Optional<Double> ratio(Optional<Timings> slower, Optional<Timings> faster) {
        return slower.flatMap(a -> faster.map(b -> a.median() / b.median()));
    }

    /// The figures that have an aim, by their names.
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        for (var durability : List.of("fsync", "write", "none")) {
            var ours = row("Gantry " + durability);
            for (var peer : List.of("dcmtk storescp", "Orthanc")) {
                ratio(row(peer).flatMap(Row::stock), ours.flatMap(Row::stock)).ifPresent(ratio ->
                        ratios.put("storescu: Gantry " + durability + " faster than " + peer, ratio));
            }
        }
        for (var durability : List.of("fsync", "write", "none")) {
            ratio(row(IngestBench.CEILING).map(Row::own), row("Gantry " + durability).map(Row::own))
                    .ifPresent(share -> ratios.put("own sender: share of the ceiling with " + durability, share));
        }
        many.ifPresent(it -> ratios.put(it.associations() + " associations: share of one association's MB/s",
                it.share()));
        return ratios;
    }

    String text() {
        var lines = new ArrayList<String>();
        machine.forEach((key, value) -> lines.add("%-10s %s".formatted(key, value)));
        lines.add("");
        lines.add("%-20s %-38s %s".formatted("", "dcmtk storescu (Nagle on)", "Gantry's own sender"));
        lines.add("%-20s %-38s %s".formatted("receiver", heads(), heads()));
        for (var row : rows) {
            lines.add("%-20s %-38s %s".formatted(row.receiver(),
                    row.stock().map(IngestReport::cells).orElse("-"), cells(row.own())));
        }
        lines.add("");
        ratios().forEach((name, ratio) -> lines.add("%-58s %8.2f".formatted(name, ratio)));
        many.ifPresent(it -> lines.add("%-58s %8.0f MB/s, %d objects, %d missing".formatted(
                it.associations() + " associations at once", it.megabytesPerSecond(), it.sent(), it.missing())));
        large.ifPresent(it -> lines.add(("one object of %.0f MB: %.1f s, %.0f MB/s; heap at most %.0f MB of %.0f MB,"
                + " live at most %.0f MB, process at most %.0f MB").formatted(
                it.bytes() / 1e6, it.seconds(), it.bytes() / 1e6 / it.seconds(), it.heapPeakBytes() / 1e6,
                it.heapLimitBytes() / 1e6, it.heapLiveBytes() / 1e6, it.residentBytes() / 1e6)));
        lines.addAll(remarks);
        return String.join(System.lineSeparator(), lines);
    }

    private static String heads() {
        return "%8s  %-16s %6s".formatted("median", "  spread", "MB/s");
    }

    private static String cells(Timings timings) {
        return "%6.2f s  %6.2f - %-6.2f s %6.0f".formatted(
                timings.median(), timings.shortest(), timings.longest(), timings.megabytesPerSecond());
    }

    /// The same as a tree of maps and lists, for JSON.
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("machine", machine);
        tree.put("receivers", rows.stream().map(row -> {
            var branch = new LinkedHashMap<String, Object>();
            branch.put("receiver", row.receiver());
            row.stock().ifPresent(timings -> branch.put("storescu", branch(timings)));
            branch.put("own-sender", branch(row.own()));
            return branch;
        }).toList());
        tree.put("ratios", ratios());
        many.ifPresent(it -> tree.put("many-associations", it));
        large.ifPresent(it -> tree.put("large-object", it));
        tree.put("remarks", remarks);
        return tree;
    }

    private static Map<String, Object> branch(Timings timings) {
        return Map.of("seconds", timings.seconds(), "median-seconds", timings.median(),
                "megabytes-per-second", timings.megabytesPerSecond());
    }
}
