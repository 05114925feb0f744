// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.engine.Admittance.Verdict;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Lane;
import dev.gantry.schedule.Urgency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The installed models, ready to answer: which of them apply to an object, and what they say of it.
///
/// All methods may be called from any thread.
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final List<ActiveModel> active;
    private final List<ModelStatus> statuses;
    private final Lane lane;
    private final LongSupplier nanoClock;

    private Engine(List<ActiveModel> active, List<ModelStatus> statuses, Lane lane, LongSupplier nanoClock) {
        this.active = List.copyOf(active);
        this.statuses = List.copyOf(statuses);
        this.lane = lane;
        this.nanoClock = nanoClock;
    }

    /// Loads each `<name>/<version>/` of the models folder through all gates ([dev.gantry.model.Gate]); the
    /// highest admitted version of a name is active. Takes seconds: not for an event loop. A folder without
    /// any good model is no error here: [#models] tells.
    ///
    /// @param nativeCache a folder of our own for ONNX Runtime's libraries, about 30 MB, kept between starts
    /// @param nanoClock   monotonic, in nanoseconds; deadlines are on it
    /// @throws IllegalArgumentException when the models folder cannot be read or ONNX Runtime does not load
    public static Engine start(
            ModelSettings models, InferenceSettings inference, Path nativeCache, LongSupplier nanoClock) {
        var admittance = new Admittance(OnnxRuntime.start(inference, nativeCache), nanoClock);
        var statuses = new ArrayList<ModelStatus>();
        var highest = new TreeMap<String, Verdict.Admitted>();
        for (var candidate : ModelFolder.read(models.path())) {
            switch (candidate) {
                case Candidate.Unsound(var id, var gate, var detail) ->
                        statuses.add(new ModelStatus.Refused(id, gate, detail));
                case Candidate.Sound(var model) -> {
                    switch (admittance.judge(model)) {
                        case Verdict.Refused(var gate, var detail) ->
                                statuses.add(new ModelStatus.Refused(model.manifest().id(), gate, detail));
                        case Verdict.Admitted admitted -> retire(highest, admitted, statuses);
                    }
                }
            }
        }
        highest.values().forEach(admitted -> statuses.add(status(admitted, true)));
        statuses.sort((a, b) -> a.id().compareTo(b.id()));
        statuses.forEach(Engine::log);
        var active = highest.values().stream().map(Verdict.Admitted::model).toList();
        return new Engine(active, statuses, Lane.start(new Lane.Device("inference", true), inference.queue(), nanoClock), nanoClock);
    }

    /// Versions come in ascending order: the new one takes the place of an older one.
    private static void retire(
            Map<String, Verdict.Admitted> highest, Verdict.Admitted admitted, List<ModelStatus> statuses) {
        var older = highest.put(admitted.model().id().name(), admitted);
        if (older != null) {
            older.model().session().close();
            statuses.add(status(older, false));
        }
    }

    private static ModelStatus status(Verdict.Admitted admitted, boolean active) {
        var model = admitted.model();
        return new ModelStatus.Admitted(model.id(), active, model.provenance(), admitted.warmUp());
    }

    private static void log(ModelStatus status) {
        switch (status) {
            case ModelStatus.Admitted(var id, var active, var provenance, var warmUp) -> LOG.info(
                    "model admitted model={} active={} provider={} precision=\"{}\" warmUpMicros={}",
                    id, active, provenance.provider(), provenance.precision(), warmUp.toNanos() / 1000);
            case ModelStatus.Refused(var id, var gate, var detail) ->
                    LOG.error("model refused model={} gate={} reason=\"{}\"", id, gate, detail);
        }
    }

    /// Each version found, admitted or not, by name and version.
    public List<ModelStatus> models() {
        return statuses;
    }

    public List<ActiveModel> active() {
        return active;
    }

    /// What each active model says to an object's header, those that do not apply included.
    public List<Match> matching(DataSet header) {
        return active.stream()
                .map(model -> new Match(model, model.manifest().appliesTo().judge(header)))
                .toList();
    }

    /// Has a model look at one picture. Returns at once; a refusal is told to the receiver before that.
    ///
    /// @param pictures makes the picture, on the lane's thread when the work begins; may be costly
    /// @param deadline on the engine's clock; one that has passed already is told at once
    public void analyse(ActiveModel model, Supplier<Picture> pictures, Deadline deadline, Receiver receiver) {
        var service = model.manifest().service();
        var urgency = Urgency.of(deadline, service.severity(), service.late(), service.budget());
        switch (lane.submit(new AnalysisJob(model, pictures, urgency, receiver, nanoClock), urgency)) {
            case ACCEPTED -> {}
            case OVERLOAD -> receiver.ended(new Analysis.Refused(Analysis.Refusal.OVERLOAD), false);
            case CLOSED -> receiver.ended(new Analysis.Refused(Analysis.Refusal.CLOSING), false);
        }
    }

    /// Analyses that wait for the lane now.
    public int waiting() {
        return lane.waiting();
    }

    /// Takes no more work, finishes what waits within ten seconds, ends the rest as refused, frees the
    /// models.
    @Override
    public void close() {
        lane.close();
        active.forEach(model -> model.session().close());
    }
}
