// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.runtime.Provenance;
import dev.gantry.shelf.Report.Line;
import dev.gantry.shelf.Report;
import dev.gantry.trust.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What became of versions, in words: for the log and for the report.
final class StatusLines {
    private static final Logger LOG = LoggerFactory.getLogger(StatusLines.class);
    private static final double MICROS = 1e3;

    private StatusLines() {}

    static void log(ModelStatus status) {
        switch (status) {
            case ModelStatus.Active(var id, var why, var provenance, var warmUp) -> LOG.info(
                    "model active model={} provider={} precision=\"{}\" warmUpMicros={} why=\"{}\"",
                    id, provenance.provider(), provenance.precision(), warmUp.toNanos() / 1000, why);
            case ModelStatus.Shadow(var id, var provenance, var warmUp, _) -> LOG.info(
                    "model in shadow model={} provider={} precision=\"{}\" warmUpMicros={}",
                    id, provenance.provider(), provenance.precision(), warmUp.toNanos() / 1000);
            case ModelStatus.Reserve(var id, var of, var provenance, var warmUp) -> LOG.info(
                    "model in reserve model={} of={} provider={} precision=\"{}\" warmUpMicros={}",
                    id, of, provenance.provider(), provenance.precision(), warmUp.toNanos() / 1000);
            case ModelStatus.Standby(var id, var why) -> LOG.info("model not used model={} why=\"{}\"", id, why);
            case ModelStatus.Refused(var id, var gate, var detail) ->
                    LOG.error("model refused model={} gate={} reason=\"{}\"", id, gate, detail);
            case ModelStatus.Off(var id, var reason) -> LOG.error("model off model={} reason=\"{}\"", id, reason);
        }
    }

    static Report report(List<ModelStatus> statuses, List<ActiveModel> active, long serial) {
        var lines = statuses.stream().map(status -> line(status, active)).toList();
        return new Report(
                ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS), serial, lines);
    }

    private static Line line(ModelStatus status, List<ActiveModel> active) {
        var id = status.id().toString();
        return switch (status) {
            case ModelStatus.Active(_, var why, var provenance, var warmUp) -> {
                var facts = facts(provenance, warmUp);
                active.stream().filter(model -> model.id().equals(status.id())).findFirst()
                        .ifPresent(model -> facts.put("signed", words(model.seal())));
                yield new Line(id, "active", why, facts);
            }
            case ModelStatus.Shadow(_, var provenance, var warmUp, var tally) -> {
                var facts = facts(provenance, warmUp);
                facts.putAll(counts(tally));
                yield new Line(id, "shadow", "compared, not published", facts);
            }
            case ModelStatus.Reserve(_, var of, var provenance, var warmUp) -> new Line(
                    id, "reserve", Report.reserve(of), facts(provenance, warmUp));
            case ModelStatus.Standby(_, var why) -> new Line(id, "standby", why, Map.of());
            case ModelStatus.Refused(_, var gate, var detail) ->
                    new Line(id, "refused", gate + ": " + detail, Map.of());
            case ModelStatus.Off(_, var reason) -> new Line(id, "off", reason, Map.of());
        };
    }

    private static TreeMap<String, String> facts(Provenance provenance, Duration warmUp) {
        var facts = new TreeMap<String, String>();
        facts.put("provider", provenance.provider().toString());
        facts.put("precision", provenance.precision());
        facts.put("warm-up-ms", String.format(Locale.ROOT, "%.2f", warmUp.toNanos() / MICROS / MICROS));
        if (!provenance.fallbacks().isEmpty()) {
            facts.put("instead of", String.join("; ", provenance.fallbacks()));
        }
        return facts;
    }

    private static Map<String, String> counts(ShadowCount.Tally tally) {
        return Map.of(
                "compared", Long.toString(tally.compared()),
                "agreed", Long.toString(tally.agreed()),
                "disagreed", Long.toString(tally.disagreed()),
                "failed", Long.toString(tally.failed()),
                "skipped", Long.toString(tally.skipped()),
                "mean-difference", String.format(Locale.ROOT, "%.4f", tally.meanDifference()),
                "max-difference", String.format(Locale.ROOT, "%.4f", tally.maxDifference()));
    }

    private static String words(Seal seal) {
        return switch (seal) {
            case Seal.Signed(var key) -> "by key " + key;
            case Seal.Unsigned() -> "no";
            case Seal.Unchecked() -> "not checked: models.trust is not set";
            case Seal.Broken(var detail) -> detail;
        };
    }
}
