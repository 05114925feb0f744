// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.admission.Admittance;
import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.explain.Explanations;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.model.Applicability;
import dev.gantry.model.Manifest.Answers;
import dev.gantry.model.Manifest.Explain;
import dev.gantry.model.Manifest.Smaller;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Provider;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Lane;
import dev.gantry.schedule.Urgency;
import dev.gantry.shelf.Shelf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The installed models, ready to answer: which of them apply to an object, and what they say of it.
///
/// All methods may be called from any thread.
public final class Engine implements AutoCloseable {
    private final Fleet fleet;
    private final Lane lane;
    private final Shadows shadows;
    private final LongSupplier nanoClock;
    private final Optional<OnnxRuntime> runtime;
    private volatile Optional<Explaining> explaining = Optional.empty();
    private volatile boolean closed;

    private Engine(Fleet fleet, Lane lane, Optional<OnnxRuntime> runtime, LongSupplier nanoClock) {
        this.fleet = fleet;
        this.lane = lane;
        this.shadows = new Shadows(fleet, lane, nanoClock);
        this.runtime = runtime;
        this.nanoClock = nanoClock;
    }

    /// Loads what is to answer of the installed and the added packages through all gates
    /// ([dev.gantry.model.Gate]): the highest admitted version of a name, unless somebody chose another one. It
    /// goes on following what is added, chosen and removed. Takes seconds: not for an event loop. A folder without
    /// any good model is no error here: [#models] tells.
    ///
    /// @param nativeCache a folder of our own for ONNX Runtime's libraries, about 30 MB, kept between starts
    /// @param nanoClock   monotonic, in nanoseconds; deadlines are on it
    /// @throws IllegalArgumentException when the models folder, its state or the trusted keys cannot be read, or
    ///                                  ONNX Runtime does not load
    public static Engine start(
            ModelSettings models, InferenceSettings inference, Path nativeCache, LongSupplier nanoClock) {
        var shelf = Shelf.of(models);
        var runtime = OnnxRuntime.start(inference, nativeCache);
        var fleet = Fleet.start(shelf, new Admittance(runtime, nanoClock));
        boolean abortable = runtime.providers().equals(List.of(Provider.CPU)); // an engine on a GPU is one step
        return new Engine(fleet, lane(abortable, inference, nanoClock), Optional.of(runtime), nanoClock);
    }

    /// Without a runtime of its own it explains nothing.
    static Engine over(Fleet fleet, InferenceSettings inference, LongSupplier nanoClock) {
        return new Engine(fleet, lane(true, inference, nanoClock), Optional.empty(), nanoClock);
    }

    private static Lane lane(boolean abortable, InferenceSettings inference, LongSupplier nanoClock) {
        return Lane.start(new Lane.Device("inference", abortable), inference.queue(), nanoClock);
    }

    /// From now on heat maps are made and kept there; until then [#explain] does nothing.
    public void explainInto(Explanations explanations) {
        explaining = runtime.map(it -> new Explaining(it, explanations, lane::idle, nanoClock));
    }

    /// Makes the heat map of a positive answer when the device has nothing else to do, if the model's manifest says
    /// how. Nobody is told: it is there some time later, or not at all.
    ///
    /// @param pictures makes the picture once more; called on a thread for such things
    /// @param label    that was positive
    /// @param id       under which the map is kept
    public void explain(ActiveModel model, Supplier<Picture> pictures, String label, String id) {
        if (model.manifest().card().explain() != Explain.NONE) {
            explaining.ifPresent(it -> it.wish(model, pictures, label, id));
        }
    }

    /// Each version found, admitted or not, by name and version, as of now.
    public List<ModelStatus> models() {
        return fleet.statuses();
    }

    /// The versions that answer, as of now, by name.
    public List<ActiveModel> active() {
        return fleet.active();
    }

    /// Those of [#active] that answer for themselves; the others only look at pictures first.
    public List<ActiveModel> answering() {
        return active().stream().filter(model -> model.manifest().service().answers() != Answers.AS_GATE).toList();
    }

    /// What answers in place of a version whose analysis ended `Refused(REPLACED)`; empty when nothing does.
    public Optional<ActiveModel> successor(ActiveModel replaced) {
        return fleet.successor(replaced);
    }

    /// What each active model says to an object's header, those that do not apply included, those that only look at
    /// pictures for others left out.
    public List<Match> matching(DataSet header) {
        var active = fleet.active();
        return active.stream()
                .filter(model -> model.manifest().service().answers() != Answers.AS_GATE)
                .map(model -> new Match(model, judge(model, header, active)))
                .toList();
    }

    /// Where only the body part is unknown, and somebody looks at the pictures first, it is looked at.
    private static Applicability judge(ActiveModel model, DataSet header, List<ActiveModel> active) {
        var appliesTo = model.manifest().appliesTo();
        var answer = appliesTo.judge(header);
        return answer instanceof Applicability.Unknown && Gatekeeper.of(model, active).isPresent()
                        && appliesTo.ofAnyBodyPart().judge(header) instanceof Applicability.Applies applies
                ? applies
                : answer;
    }

    /// Has a model look at one picture. Returns at once; a refusal is told to the receiver before that.
    ///
    /// @param pictures makes the picture, on the lane's thread when the work begins; may be costly
    /// @param deadline on the engine's clock; one that has passed already is told at once
    public void analyse(ActiveModel model, Supplier<Picture> pictures, Deadline deadline, Receiver receiver) {
        var service = model.manifest().service();
        submit(model, pictures, Urgency.of(deadline, service.severity(), service.late(), service.budget()), receiver);
    }

    /// The same of a picture that came before a crash or a stop: its budget begins now.
    public void analyseAgain(ActiveModel model, Supplier<Picture> pictures, Receiver receiver) {
        var service = model.manifest().service();
        var now = nanoClock.getAsLong();
        submit(model, pictures, Urgency.replayed(service.severity(), service.late(), service.budget(), now), receiver);
    }

    private void submit(ActiveModel model, Supplier<Picture> pictures, Urgency urgency, Receiver receiver) {
        var lease = model.lease();
        if (lease.isEmpty()) {
            receiver.ended(gone(model), false);
            return;
        }
        shadows.giveWay();
        explaining.ifPresent(Explaining::giveWay);
        var glimpse = new Glimpse(pictures);
        var served = new Served(model, lease.get(), receiver, fleet, analysis -> shadows.after(model, glimpse, analysis));
        var models = model.manifest().service().instead().flatMap(it -> smaller(model, it)).filter(served::holds)
                .map(smaller -> List.of(model, smaller))
                .orElseGet(() -> List.of(model));
        var gate = Gatekeeper.of(model, fleet.active()).filter(it -> served.holds(it.model()));
        switch (lane.submit(new AnalysisJob(models, gate, glimpse, urgency, served, nanoClock), urgency)) {
            case ACCEPTED -> {}
            case OVERLOAD -> served.ended(new Analysis.Refused(Analysis.Refusal.OVERLOAD), false);
            case CLOSED -> served.ended(new Analysis.Refused(Analysis.Refusal.CLOSING), false);
        }
    }

    private Optional<ActiveModel> smaller(ActiveModel asked, Smaller wanted) {
        return switch (wanted) {
            case Smaller.Edition _ -> fleet.reserveOf(asked);
            case Smaller.Model(var name) ->
                    fleet.active().stream().filter(model -> model.id().name().equals(name)).findFirst();
        };
    }

    private Analysis gone(ActiveModel model) {
        return model.off()
                .<Analysis>map(why -> new Analysis.Failed(Analysis.Kind.OFF, "the model is off: " + why))
                .orElseGet(() -> new Analysis.Refused(
                        closed ? Analysis.Refusal.CLOSING : Analysis.Refusal.REPLACED));
    }

    /// Analyses that wait for the lane now.
    public int waiting() {
        return lane.waiting();
    }

    /// For a watchdog: for how long a run goes on that was to be over ([Lane#overdue]).
    public Duration overdue() {
        return lane.overdue();
    }

    /// Takes no more work, finishes what waits within ten seconds, ends the rest as refused, frees the
    /// models.
    @Override
    public void close() {
        closed = true;
        shadows.giveWay();
        explaining.ifPresent(Explaining::close);
        lane.close();
        fleet.close();
    }
}
