// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Health;
import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.engine.Engine;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.room.Concern;
import dev.gantry.room.Concern.Area;
import dev.gantry.trail.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// How the appliance is: what stands in its status. Any thread.
final class Condition {
    private final Settings settings;
    private final Line line;
    private final Optional<Trail> trail;
    private final List<Complaints> complaints;
    private volatile Optional<Engine> engine = Optional.empty();

    /// Where complaints come from.
    ///
    /// @param each one sentence each, from memory
    record Complaints(Area area, Supplier<List<String>> each) {
        Stream<Concern> concerns() {
            return each.get().stream().map(words -> new Concern(area, words));
        }
    }

    /// @param complaints of the rooms, in the order in which they are told
    Condition(Settings settings, Line line, List<Complaints> complaints, Optional<Trail> trail) {
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
        var versions = new TreeMap<>(Map.of("gantry", Appliance.VERSION, "java", Runtime.version().toString()));
        var queues = new TreeMap<>(Map.of("spool-unsettled", disk.unsettled(), "open-exams", line.openExams()));
        if (settings.spool().role() == Role.STORE) {
            queues.put("spool-uncommitted", disk.uncommitted());
        }
        trail.ifPresent(it -> queues.put("audit-trail", it.waiting()));
        engine.ifPresent(it -> {
            queues.put("lane", it.waiting());
            it.models().forEach(model -> version(model, versions));
        });
        return new Health(concerns().stream().map(Concern::words).toList(), versions, queues, disk.hoursUntilFull());
    }

    /// Which version of a model answers and what runs it.
    private static void version(ModelStatus model, Map<String, String> versions) {
        switch (model) {
            case ModelStatus.Active(var id, _, var ran, _) -> {
                versions.put("model " + id.name(), id.version().toString());
                versions.put("provider " + id.name(), ran.provider() + " " + ran.precision());
            }
            case ModelStatus.Shadow(var id, _, _, var tally) -> versions.put("shadow " + id.name(),
                    id.version() + ": " + tally.agreed() + " of " + tally.compared() + " agree");
            case ModelStatus.Reserve(var id, _, _, _) -> versions.put("reserve " + id.name(), id.version().toString());
            case ModelStatus.Standby _, ModelStatus.Off _, ModelStatus.Refused _ -> {}
        }
    }

    /// Why it is degraded.
    List<Concern> concerns() {
        var disk = line.spool().health();
        var full = settings.spool().complaint().filter(_ -> disk.usedPercent() >= settings.spool().evictPercent());
        var models = engine.map(Condition::models)
                .orElse(List.of("the models are being made ready; what comes is kept and analysed then"));
        return Stream.of(new Complaints(Area.DISK, disk::reasons).concerns(),
                complaints.stream().flatMap(Complaints::concerns),
                new Complaints(Area.DISK, () -> full.stream().toList()).concerns(),
                new Complaints(Area.MODELS, () -> models).concerns()).flatMap(Function.identity()).toList();
    }

    /// A provider that was wanted and is not used is a reason: nothing falls back in silence.
    private static List<String> models(Engine engine) {
        var reasons = new ArrayList<String>();
        if (engine.answering().isEmpty()) {
            reasons.add("no model is active");
        }
        for (var model : engine.models()) {
            switch (model) {
                case ModelStatus.Active(var id, _, var ran, _) -> ran.fallbacks().forEach(
                        why -> reasons.add("model " + id + " runs on " + ran.provider() + ": " + why));
                case ModelStatus.Shadow _, ModelStatus.Reserve _, ModelStatus.Standby _ -> {}
                case ModelStatus.Off(var id, var reason) -> reasons.add("model " + id + " is off: " + reason);
                case ModelStatus.Refused(var id, var gate, _) -> reasons.add("model " + id + " was refused: " + gate);
            }
        }
        return reasons;
    }
}
