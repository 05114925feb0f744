// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelPackage;
import dev.gantry.shelf.Report;
import dev.gantry.shelf.Report.Line;
import dev.gantry.shelf.Shelf;
import dev.gantry.stocktake.Entry;
import dev.gantry.stocktake.Stocktake;
import dev.gantry.trust.Seal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// What is known of versions, for people: as the running appliance reports it, else as their files promise.
final class ModelLines {
    private final Shelf shelf;
    private final PrintWriter out;

    ModelLines(Shelf shelf, PrintWriter out) {
        this.shelf = shelf;
        this.out = out;
    }

    void list(boolean json) throws IOException {
        var stocktake = new Stocktake(shelf);
        var report = stocktake.report();
        var lines = stocktake.entries(report);
        if (json) {
            json(report, lines);
            return;
        }
        out.println(report.map(it -> "The appliance runs (process " + it.pid() + "); as of " + it.at() + ":")
                .orElse("The appliance does not run. After its start, if the graphs pass the other gates:"));
        if (lines.isEmpty()) {
            out.println("  no models");
        }
        var name = "";
        for (var line : lines) {
            if (!line.one().id().name().equals(name)) {
                name = line.one().id().name();
                out.println(name);
            }
            out.printf("  %-10s %-8s %-10s %s%n", line.one().id().version(), line.line().standing(),
                    line.one().added() ? "added" : "installed", line.line().why());
            facts(line.line()).ifPresent(facts -> out.println(" ".repeat(32) + facts));
        }
    }

    private static Optional<String> facts(Line line) {
        var facts = line.facts();
        if (facts.containsKey("compared")) {
            return Optional.of(facts.get("compared") + " compared: " + facts.get("agreed") + " agree, "
                    + facts.get("disagreed") + " disagree; difference mean " + facts.get("mean-difference")
                    + ", greatest " + facts.get("max-difference") + "; " + facts.get("failed") + " failed, "
                    + facts.get("skipped") + " skipped");
        }
        return facts.containsKey("provider")
                ? Optional.of(facts.get("provider") + ", " + facts.get("precision") + ", warm-up "
                        + facts.get("warm-up-ms") + " ms, signed: " + facts.getOrDefault("signed", "no"))
                : Optional.empty();
    }

    private void json(Optional<Report> report, List<Entry> lines) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("running", report.isPresent());
        report.ifPresent(it -> root.put("at", it.at().toString()));
        var models = root.putArray("models");
        for (var entry : lines) {
            var node = models.addObject()
                    .put("name", entry.one().id().name())
                    .put("version", entry.one().id().version().toString())
                    .put("standing", entry.line().standing())
                    .put("why", entry.line().why())
                    .put("added", entry.one().added());
            var facts = node.putObject("facts");
            entry.line().facts().forEach(facts::put);
        }
        out.println(root);
    }

    void show(String name, boolean json) throws IOException {
        var stocktake = new Stocktake(shelf);
        var all = JsonMapper.shared().createArrayNode();
        for (var entry : stocktake.entries(stocktake.report())) {
            if (entry.one().id().name().equals(name)) {
                var rows = rows(entry);
                if (json) {
                    var node = all.addObject().put("name", name).put("version", entry.one().id().version().toString())
                            .put("standing", entry.line().standing()).put("why", entry.line().why());
                    rows.forEach(node::put);
                } else {
                    out.println(entry.one().id() + "  " + entry.line().standing() + ": " + entry.line().why());
                    rows.forEach((key, value) -> out.printf("    %-14s %s%n", key, value));
                }
            }
        }
        if (json) {
            out.println(all);
        }
    }

    private Map<String, String> rows(Entry entry) {
        var rows = new LinkedHashMap<>(entry.line().facts());
        rows.put("folder", entry.one().folder().toString());
        switch (shelf.check(entry.one())) {
            case Candidate.Unsound _ -> {} // its line says so
            case Candidate.Sound(var model) -> describe(model, rows::put);
        }
        return rows;
    }

    private static void describe(ModelPackage model, BiConsumer<String, String> rows) {
        var manifest = model.manifest();
        rows.accept("answers", word(manifest.question().task()) + " for each " + word(manifest.question().scope()));
        rows.accept("labels", manifest.output().labels().stream().map(label -> label.name()
                        + label.reported().map(it -> " from " + it.threshold()).orElse(" (not reported)"))
                .collect(Collectors.joining(", ")));
        rows.accept("applies to", applies(manifest));
        rows.accept("budget", manifest.service().budget().toMillis() + " ms, " + word(manifest.service().severity())
                + ", late: " + word(manifest.service().late()));
        manifest.files().forEach((target, file) ->
                rows.accept(word(target), file.path() + ", " + file.precision() + ", sha256 " + file.sha256()));
        rows.accept("golden cases", Integer.toString(model.golden().cases().size()));
        rows.accept("signature", switch (model.seal()) {
            case Seal.Signed(var key) -> "by key " + key + ", over all files";
            case Seal.Unsigned() -> "none";
            case Seal.Unchecked() -> "not checked: models.trust is not set";
            case Seal.Broken(var detail) -> detail;
        });
        manifest.card().evidence().forEach(rows);
        rows.accept("licence", manifest.card().licence());
        rows.accept("intended use", manifest.card().intendedUse());
    }

    private static String applies(Manifest manifest) {
        var to = manifest.appliesTo();
        var words = List.of(to.modality(), to.bodyPart(), to.view(), to.presentationIntent()).stream()
                .filter(list -> !list.isEmpty()).map(list -> String.join(" or ", list))
                .collect(Collectors.joining(", "));
        return words + to.age().map(age -> ", age " + age).orElse("");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
