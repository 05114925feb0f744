// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Health;
import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.engine.Engine;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.trail.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// How the appliance is: what stands in its status. Any thread.
final class Condition {
    private final Settings settings;
    private final Line line;
    private final Optional<Trail> trail;
    private final List<Supplier<List<String>>> complaints;
    private volatile Optional<Engine> engine = Optional.empty();

    /// @param complaints of the rooms, in the order in which they are told
    Condition(Settings settings, Line line, List<Supplier<List<String>>> complaints, Optional<Trail> trail) {
        this.settings = settings;
        this.line = line;
        this.trail = trail;
        this.complaints = List.copyOf(complaints);
    }

    /// The models are ready, all that can be.
    void prepared(Engine ready) {
        engine = Optional.of(ready);
    }

    Health health() {
        var disk = line.spool().health();
        var reasons = new ArrayList<>(disk.reasons());
        complaints.forEach(each -> reasons.addAll(each.get()));
        settings.spool().complaint().filter(_ -> disk.usedPercent() >= settings.spool().evictPercent())
                .ifPresent(reasons::add);
        var versions = new TreeMap<>(Map.of("gantry", Appliance.VERSION, "java", Runtime.version().toString()));
        var queues = new TreeMap<>(Map.of("spool-unsettled", disk.unsettled(), "open-exams", line.openExams()));
        if (settings.spool().role() == Role.STORE) {
            queues.put("spool-uncommitted", disk.uncommitted());
        }
        trail.ifPresent(it -> queues.put("audit-trail", it.waiting()));
        engine.ifPresentOrElse(
                it -> {
                    queues.put("lane", it.waiting());
                    models(it, versions, reasons);
                },
                () -> reasons.add("the models are being made ready; what comes is kept and analysed then"));
        return new Health(reasons, versions, queues, disk.hoursUntilFull());
    }

    /// Which version of each model answers and what runs it. A provider that was wanted and is not used is a
    /// reason: nothing falls back in silence.
    private static void models(Engine engine, Map<String, String> versions, List<String> reasons) {
        if (engine.answering().isEmpty()) {
            reasons.add("no model is active");
        }
        for (var model : engine.models()) {
            switch (model) {
                case ModelStatus.Active(var id, _, var ran, _) -> {
                    versions.put("model " + id.name(), id.version().toString());
                    versions.put("provider " + id.name(), ran.provider() + " " + ran.precision());
                    ran.fallbacks().forEach(why -> reasons.add("model " + id + " runs on " + ran.provider() + ": " + why));
                }
                case ModelStatus.Shadow(var id, _, _, var tally) -> versions.put("shadow " + id.name(),
                        id.version() + ": " + tally.agreed() + " of " + tally.compared() + " agree");
                case ModelStatus.Reserve(var id, _, _, _) -> versions.put("reserve " + id.name(), id.version().toString());
                case ModelStatus.Standby _ -> {}
                case ModelStatus.Off(var id, var reason) -> reasons.add("model " + id + " is off: " + reason);
                case ModelStatus.Refused(var id, var gate, _) -> reasons.add("model " + id + " was refused: " + gate);
            }
        }
    }
}
