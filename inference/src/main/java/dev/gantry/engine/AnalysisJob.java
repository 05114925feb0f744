// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.engine.Analysis.Kind;
import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest.Late;
import dev.gantry.pipeline.Look;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.schedule.Job;
import dev.gantry.schedule.Urgency;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One picture and one model on their way through the lane.
final class AnalysisJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(AnalysisJob.class);

    private final ActiveModel model;
    private final Supplier<Picture> pictures;
    private final Urgency urgency;
    private final Receiver receiver;
    private final LongSupplier nanoClock;
    private final long submittedNanos;
    private final Brake brake = new Brake();
    private volatile Stop stop = Stop.CLOSING;
    private Analysis result = new Analysis.Failed(Kind.INTERNAL, "the run ended without a result");

    AnalysisJob(
            ActiveModel model,
            Supplier<Picture> pictures,
            Urgency urgency,
            Receiver receiver,
            LongSupplier nanoClock) {
        this.model = model;
        this.pictures = pictures;
        this.urgency = urgency;
        this.receiver = receiver;
        this.nanoClock = nanoClock;
        this.submittedNanos = nanoClock.getAsLong();
    }

    @Override
    public Effort run(Turn turn) {
        try {
            long started = nanoClock.getAsLong();
            result = switch (model.pipeline().look(pictures, brake)) {
                case Look.Unreadable(String detail) -> new Analysis.Unreadable(detail);
                case Look.Closed() -> new Analysis.Refused(Refusal.CLOSING);
                case Look.Stopped() -> stopped(stop);
                case Look.OutOfMemory(String detail) ->
                        new Analysis.Failed(Kind.OUT_OF_MEMORY, "out of memory: " + detail);
                case Look.Failed(String detail) -> new Analysis.Failed(Kind.INTERNAL, detail);
                case Look.Nonsense(String detail) -> new Analysis.Failed(Kind.MODEL_OUTPUT, detail);
                case Look.Made _ ->
                        new Analysis.Failed(Kind.MODEL_OUTPUT, "the model answers no question with a yes or no");
                case Look.Seen(var reading, var windowMissing, var stages) -> new Analysis.Completed(
                        reading.findings(),
                        model.provenance(),
                        new Timing(started - submittedNanos, stages),
                        windowMissing);
            };
        } catch (RuntimeException e) {
            LOG.error("analysis failed model={}", model.id(), e);
            result = new Analysis.Failed(Kind.INTERNAL, e.getClass().getSimpleName());
        }
        return result instanceof Analysis.Completed ? Effort.FULL : Effort.PARTIAL;
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
    public void abort(Stop why) {
        stop = why;
        brake.pull();
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
