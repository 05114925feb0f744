// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.admission.Admittance;
import dev.gantry.admission.Admittance.Verdict;
import dev.gantry.fleet.Berth.Found;
import dev.gantry.model.Candidate;
import dev.gantry.model.Gate;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.model.ModelPackage;
import dev.gantry.shelf.Choice;
import dev.gantry.shelf.Shelf;
import dev.gantry.shelf.Stocked;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges versions and decides which of a model's is used. Confined to one thread at a time.
final class Harbour {
    private static final Logger LOG = LoggerFactory.getLogger(Harbour.class);

    private final Shelf shelf;
    private final Admittance admittance;
    private final Map<ModelId, Berth> berths = new HashMap<>();

    Harbour(Shelf shelf, Admittance admittance) {
        this.shelf = shelf;
        this.admittance = admittance;
    }

    /// Which versions are to be loaded.
    enum Wanted {
        /// Those that answer.
        ANSWERS,
        /// Their reserves and shadows, too.
        ALL
    }

    /// One model, settled.
    ///
    /// @param reserve answers in the place of the active one where that would be late
    /// @param spare   loaded versions that are not used any more, to be retired once the others are published
    record Settled(
            Optional<ActiveModel> active, Optional<ActiveModel> shadow, Optional<ActiveModel> reserve,
            List<ModelStatus> statuses, List<ActiveModel> spare) {}

    /// Which versions of a model are loaded, and what for.
    private record Used(Optional<ActiveModel> active, Optional<ActiveModel> shadow, Optional<ActiveModel> reserve) {
        List<ActiveModel> all() {
            return Stream.of(active, shadow, reserve).flatMap(Optional::stream).toList();
        }
    }

    /// @param versions all that lie on the shelf; none for a model that is gone
    Settled settle(String name, List<Stocked> versions, Choice choice, Wanted wanted) {
        var before = loaded(name);
        var present = new TreeMap<Version, Stocked>();
        versions.forEach(one -> present.put(one.id().version(), one));
        berths.keySet().removeIf(id -> id.name().equals(name) && !present.containsKey(id.version()));
        var refused = new ArrayList<Version>();
        var active = Optional.<Found.Loaded>empty();
        for (var version : choice.order(present.keySet())) {
            if (shelf.waits(present.get(version), choice).isPresent()) {
                continue;
            }
            active = load(present.get(version), choice.at());
            if (active.isPresent()) {
                break;
            }
            refused.add(version);
        }
        var winner = active.map(Found.Loaded::model);
        var shadow = choice.shadow().filter(_ -> wanted == Wanted.ALL)
                .flatMap(version -> beside(winner, version, present, choice));
        var reserve = winner.flatMap(model -> model.manifest().service().reserve()).filter(_ -> wanted == Wanted.ALL)
                .flatMap(version -> beside(winner, version, present, choice));
        var used = new Used(winner, shadow, reserve);
        var all = used.all();
        loaded(name).stream().filter(model -> !all.contains(model)).forEach(this::moor);
        var statuses = present.values().stream().map(one -> status(one, choice, used, refused)).toList();
        return new Settled(winner, shadow, reserve, statuses,
                before.stream().filter(model -> !all.contains(model)).toList());
    }

    /// A version that is wanted besides the one that answers; empty when it is that one, is not there or is refused.
    private Optional<ActiveModel> beside(
            Optional<ActiveModel> winner, Version wanted, Map<Version, Stocked> present, Choice choice) {
        return Optional.ofNullable(present.get(wanted)).filter(one -> !shelf.phantom(one))
                .filter(one -> winner.filter(model -> model.id().equals(one.id())).isEmpty())
                .flatMap(one -> load(one, choice.at()))
                .map(Found.Loaded::model);
    }

    private List<ActiveModel> loaded(String name) {
        return berths.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .flatMap(entry -> entry.getValue().loaded().stream())
                .map(Found.Loaded::model)
                .toList();
    }

    private void moor(ActiveModel model) {
        berths.computeIfPresent(model.id(), (_, berth) -> berth.with(new Found.Sound()));
    }

    /// All that are loaded.
    List<ActiveModel> fleet() {
        return berths.values().stream().flatMap(berth -> berth.loaded().stream()).map(Found.Loaded::model).toList();
    }

    /// The version, loaded; empty when it is refused.
    private Optional<Found.Loaded> load(Stocked one, Instant decided) {
        var known = Optional.ofNullable(berths.get(one.id()));
        if (known.filter(berth -> !berth.stale(one.edition(), decided)).isEmpty()
                || known.get().found() instanceof Found.Sound) {
            var found = judge(one);
            var running = known.flatMap(Berth::loaded).filter(it -> it.model().off().isEmpty());
            berths.put(one.id(), new Berth(one.edition(), decided, keep(running, found)));
        }
        return berths.get(one.id()).loaded();
    }

    /// Files may change under a version that runs: what was loaded was sound, and stays until what is there now is
    /// sound too. Only trust that is withdrawn ends it.
    private static Found keep(Optional<Found.Loaded> running, Found found) {
        return running.isPresent() && found instanceof Found.Refused(var gate, var detail) && gate != Gate.TRUST
                ? new Found.Loaded(running.get().model(), running.get().warmUp(),
                        Optional.of("its files have changed since and are refused: " + gate + ": " + detail))
                : found;
    }

    private Found judge(Stocked one) {
        return switch (shelf.check(one)) {
            case Candidate.Unsound(_, var gate, var detail) -> new Found.Refused(gate, detail);
            case Candidate.Sound(var model) -> judge(model);
        };
    }

    private Found judge(ModelPackage model) {
        var id = model.manifest().id();
        var trial = shelf.trial(id, "admission");
        if (trial.isEmpty()) {
            return new Found.Refused(Gate.GRAPH, "the process ended twice while this version was loaded and tried;"
                    + " gantry model activate " + id.name() + " " + id.version() + " tries it again");
        }
        LOG.info("admitting model={}", id);
        try {
            return switch (admittance.judge(model)) {
                case Verdict.Refused(var gate, var detail) -> new Found.Refused(gate, detail);
                case Verdict.Admitted(_, var session, var pipeline, var warmUp) -> new Found.Loaded(
                        new ActiveModel(model, session, pipeline, warmUp), warmUp, Optional.empty());
            };
        } finally {
            over(trial.get());
        }
    }

    static void over(Shelf.Trial trial) {
        try {
            trial.over();
        } catch (IOException e) {
            LOG.warn("the end of a trial was not noted cause={}", e.toString());
        }
    }

    private ModelStatus status(Stocked one, Choice choice, Used used, List<Version> refused) {
        var id = one.id();
        var berth = Optional.ofNullable(berths.get(id)).filter(it -> !it.stale(one.edition(), it.decided()))
                .orElseGet(() -> look(one, choice));
        return switch (berth.found()) {
            case Found.Refused(var gate, var detail) -> new ModelStatus.Refused(id, gate, detail);
            case Found.Loaded(var model, var warmUp, _) when used.shadow().filter(model::equals).isPresent() ->
                    new ModelStatus.Shadow(id, model.provenance(), warmUp, model.shadow().tally());
            case Found.Loaded(var model, var warmUp, _) when used.reserve().filter(model::equals).isPresent() ->
                    new ModelStatus.Reserve(id, used.active().orElseThrow().id().version(), model.provenance(), warmUp);
            case Found.Loaded(var model, var warmUp, var complaint) -> new ModelStatus.Active(id,
                    choice.why(id.version(), refused) + complaint.map(it -> "; " + it).orElse(""),
                    model.provenance(), warmUp);
            case Found.Sound() -> new ModelStatus.Standby(id, choice.off()
                    ? "the model is off since " + choice.at()
                    : used.active().map(model -> model.id().version() + " is used")
                            .orElse(shelf.waits(one, choice).orElse("not used")));
        };
    }

    /// Checks what is not to be run.
    private Berth look(Stocked one, Choice choice) {
        var found = switch (shelf.check(one)) {
            case Candidate.Unsound(_, var gate, var detail) -> new Found.Refused(gate, detail);
            case Candidate.Sound _ -> new Found.Sound();
        };
        var berth = new Berth(one.edition(), choice.at(), found);
        berths.put(one.id(), berth);
        return berth;
    }
}
