// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.bench.TimedJob.End;
import dev.gantry.model.Manifest.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/// What both queues made of the same arrivals.
///
/// @param setting key words about model, machine and load
/// @param lanes   jobs of each queue, by its name, of all rounds
/// @param wallNanos from the first arrival to the last end at each queue, over all rounds
record ScheduleReport(
        Map<String, String> setting, long serviceNanos, Patients patients, Map<String, List<TimedJob>> lanes,
        Map<String, Long> wallNanos) {
    /// One class at one queue.
    ///
    /// @param share    of those that came, by how they ended
    /// @param median   from arrival to end of those that have a result, in service times
    /// @param ninetyNine of a hundred take no longer
    record Row(String queue, Severity severity, int came, Map<End, Double> share, double median,
            double ninetyNine) {}

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        lanes.forEach((name, jobs) -> {
            for (var severity : Severity.values()) {
                rows.add(row(name, severity, jobs.stream().filter(job -> job.severity() == severity).toList()));
            }
        });
        return rows;
    }

    private Row row(String name, Severity severity, List<TimedJob> jobs) {
        var share = new EnumMap<End, Double>(End.class);
        for (var end : End.values()) {
            share.put(end, jobs.stream().filter(job -> job.end() == end).count() / (double) Math.max(1, jobs.size()));
        }
        long budget = patients.budget(severity).toNanos();
        var took = sorted(jobs.stream().filter(job -> job.serviceNanos() > 0).toList(), job -> job.tookNanos(budget));
        return new Row(name, severity, jobs.size(), share,
                quantile(took, 0.5) / (double) serviceNanos, quantile(took, 0.99) / (double) serviceNanos);
    }

    private static long[] sorted(List<TimedJob> jobs, ToLongFunction<TimedJob> nanos) {
        var values = jobs.stream().mapToLong(nanos).toArray();
        Arrays.sort(values);
        return values;
    }

    static long quantile(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    /// STAT budgets kept, by queue: what the benchmark is for.
    Map<String, Double> kept() {
        var kept = new LinkedHashMap<String, Double>();
        rows().stream().filter(row -> row.severity() == Severity.STAT)
                .forEach(row -> kept.put(row.queue(), row.share().get(End.MET)));
        return kept;
    }

    /// What the device did for one queue.
    ///
    /// @param slowdown   the median run over the one that was measured before: the load was less by that factor
    ///                   where it is below 1
    /// @param ninetyNine of a hundred runs took no longer, in service times
    /// @param longest    run, in service times
    /// @param busy       the part of the time in which a run was going on
    record Device(double slowdown, double ninetyNine, double longest, double busy) {}

    Map<String, Device> devices() {
        var devices = new LinkedHashMap<String, Device>();
        lanes.forEach((name, jobs) -> {
            var ran = jobs.stream().filter(job -> job.serviceNanos() > 0).toList();
            var took = sorted(ran, TimedJob::serviceNanos);
            devices.put(name, new Device(
                    quantile(took, 0.5) / (double) serviceNanos,
                    quantile(took, 0.99) / (double) serviceNanos,
                    quantile(took, 1) / (double) serviceNanos,
                    Arrays.stream(took).sum() / wallNanos.get(name).doubleValue()));
        });
        return devices;
    }

    String text() {
        var lines = new ArrayList<String>();
        setting.forEach((key, value) -> lines.add("%-9s %s".formatted(key, value)));
        lines.add("");
        lines.add("%-24s %-8s %6s  %9s %8s %8s %8s %8s   %s".formatted("queue", "class", "came", "in budget",
                "late", "dropped", "refused", "failed", "median, 99 % in service times"));
        for (var row : rows()) {
            lines.add("%-24s %-8s %6d  %8.2f%% %7.1f%% %7.1f%% %7.1f%% %7.1f%%   %6.1f %6.1f".formatted(row.queue(),
                    row.severity().name().toLowerCase(Locale.ROOT), row.came(), percent(row, End.MET),
                    percent(row, End.LATE), percent(row, End.DROPPED), percent(row, End.REFUSED),
                    percent(row, End.FAILED), row.median(), row.ninetyNine()));
        }
        lines.add("");
        kept().forEach((name, share) -> lines.add("%-24s STAT budgets kept: %.2f %%".formatted(name, 100 * share)));
        devices().forEach((name, device) -> lines.add(
                "%-24s runs, in service times: median %.2f, 99 %% %.2f, longest %.1f; device busy %.1f %% of the time"
                        .formatted(name, device.slowdown(), device.ninetyNine(), device.longest(), 100 * device.busy())));
        return String.join(System.lineSeparator(), lines);
    }

    private static double percent(Row row, End end) {
        return 100 * row.share().get(end);
    }

    /// The same as a tree of maps and lists, for JSON.
    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("setting", setting);
        tree.put("rows", rows());
        tree.put("stat-budgets-kept", kept());
        tree.put("devices", devices());
        return tree;
    }
}
