// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.engine.Analysis.Kind;
import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Look.Stages;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.schedule.Job;
import dev.gantry.schedule.Rung;
import dev.gantry.schedule.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One picture and one model on their way through the lane.
final class AnalysisJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysisJob.class);

    private final List<ActiveModel> models;
    private final Optional<Gatekeeper> gate;
    private final List<Rung> rungs;
    private final Supplier<Picture> pictures;
    private final Urgency urgency;
    private final Served receiver;
    private final LongSupplier nanoClock;
    private final long submittedNanos;
    private Brake brake = new Brake();
    private Supplier<Picture> once;
    private Stages before = Stages.NONE;
    private Stop stop = Stop.CLOSING;
    private Analysis result = new Analysis.Failed(Kind.INTERNAL, "the run ended without a result");

    /// @param models the one that is asked, then those that may answer in its place; loaded until the end
    /// @param gate   who looks first; loaded until the end
    AnalysisJob(
            List<ActiveModel> models,
            Optional<Gatekeeper> gate,
            Supplier<Picture> pictures,
            Urgency urgency,
            Served receiver,
            LongSupplier nanoClock) {
        this.models = List.copyOf(models);
        this.gate = gate;
        this.rungs = models.size() == 1
                ? List.of(models.getFirst().rung())
                : models.stream().map(ActiveModel::rung).toList();
        this.pictures = pictures;
        this.once = pictures;
        this.urgency = urgency;
        this.receiver = receiver;
        this.nanoClock = nanoClock;
        this.submittedNanos = nanoClock.getAsLong();
    }

    @Override
    public List<Rung> rungs() {
        return rungs;
    }

    /// Whoever is asked of the same models, in the same order.
    @Override
    public Optional<Batch> batch() {
        int most = models.getFirst().manifest().service().batch();
        return most == 1 ? Optional.empty() : Optional.of(new Batch(models, most));
    }

    @Override
    public Effort run(Turn turn) {
        var model = models.get(rungs.indexOf(turn.rung()));
        long started = nanoClock.getAsLong();
        var all = turn.jobs().size() == 1 ? List.of(this) : together(turn.jobs());
        all.forEach(job -> job.receiver.runs(model));
        var jobs = all.stream().filter(AnalysisJob::letIn).toList();
        if (jobs.isEmpty()) {
            return Effort.PARTIAL;
        }
        try {
            var looks = jobs.size() == 1
                    ? List.of(model.pipeline().look(jobs.getFirst().once, brake()))
                    : model.pipeline().look(jobs.stream().map(job -> job.once).toList(), brake());
            for (int i = 0; i < looks.size(); i++) {
                jobs.get(i).saw(looks.get(i), model, started);
            }
        } catch (RuntimeException e) {
            LOG.error("analysis failed model={} together={}", model.id(), jobs.size(), e);
            jobs.forEach(job -> job.result = new Analysis.Failed(Kind.INTERNAL, e.getClass().getSimpleName()));
        }
        return result instanceof Analysis.Completed ? Effort.FULL : Effort.PARTIAL;
    }

    /// Whether the picture looks like what the model was made for. It is decoded once for both looks.
    private boolean letIn() {
        if (gate.isEmpty()) {
            once = pictures;
            return true;
        }
        try {
            var picture = pictures.get();
            once = () -> picture;
            var word = gate.get().of(once, brake());
            before = word.stages();
            word.objection().ifPresent(detail -> result = new Analysis.TurnedAway(detail));
            return word.objection().isEmpty();
        } catch (RuntimeException e) {
            LOG.error("input gate failed gate={}", gate.get().model().id(), e);
            result = new Analysis.Failed(Kind.INTERNAL, e.getClass().getSimpleName());
            return false;
        }
    }

    private static List<AnalysisJob> together(List<Job> all) {
        var jobs = new ArrayList<AnalysisJob>();
        for (var job : all) {
            if (job instanceof AnalysisJob analysis) { // no other kind has its batch key
                jobs.add(analysis);
            }
        }
        return jobs;
    }

    private void saw(Look look, ActiveModel model, long started) {
        result = switch (look) {
            case Look.Unreadable(String detail) -> new Analysis.Unreadable(detail);
            case Look.Closed() -> new Analysis.Refused(Refusal.CLOSING);
            case Look.Stopped() -> stopped(why());
            case Look.OutOfMemory(String detail) -> new Analysis.Failed(Kind.OUT_OF_MEMORY, "out of memory: " + detail);
            case Look.Failed(String detail) -> new Analysis.Failed(Kind.INTERNAL, detail);
            case Look.Nonsense(String detail) -> new Analysis.Failed(Kind.MODEL_OUTPUT, detail);
            case Look.Made _ ->
                    new Analysis.Failed(Kind.MODEL_OUTPUT, "the model answers no question with a yes or no");
            case Look.Seen(var reading, var windowMissing, var stages) -> new Analysis.Completed(
                    reading.findings(), model.provenance(), new Timing(started - submittedNanos, before.plus(stages)),
                    windowMissing);
        };
    }

    private Analysis stopped(Stop why) {
        return switch (why) {
            case DEADLINE -> new Analysis.Dropped();
            case OVERLOAD, YIELD -> new Analysis.Refused(Refusal.OVERLOAD);
            case CLOSING -> new Analysis.Refused(Refusal.CLOSING);
            case OVERRUN -> new Analysis.Failed(
                    Kind.INTERNAL, "ran longer than " + urgency.longestRun().toMillis() + " ms");
        };
    }

    @Override
    public synchronized void abort(Stop why) {
        stop = why;
        brake.pull();
    }

    private synchronized Brake brake() {
        return brake;
    }

    private synchronized Stop why() {
        return stop;
    }

    /// Only work that somebody stands and waits for keeps the device in any case.
    @Override
    public boolean yields() {
        return urgency.severity() != Severity.STAT;
    }

    @Override
    public synchronized void again() {
        stop = Stop.CLOSING;
        brake = new Brake();
    }

    @Override
    public void deadlinePassed() {
        receiver.deadlinePassed();
    }

    @Override
    public void ended(boolean late) {
        boolean discard = late && urgency.late() == Late.DROP && result instanceof Analysis.Completed;
        receiver.ended(discard ? new Analysis.Dropped() : result, late);
    }

    @Override
    public void dropped(Stop why) {
        receiver.ended(stopped(why), why == Stop.DEADLINE);
    }
}
