// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.engine.Analysis.Kind;
import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.finding.Reading;
import dev.gantry.model.Manifest.Late;
import dev.gantry.preprocess.Preparation;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.Ran;
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
    private final Supplier<Decoding> pixels;
    private final Urgency urgency;
    private final Receiver receiver;
    private final LongSupplier nanoClock;
    private final long submittedNanos;
    private final Brake brake = new Brake();
    private volatile Stop stop = Stop.CLOSING;
    private Analysis result = new Analysis.Failed(Kind.INTERNAL, "the run ended without a result");

    AnalysisJob(
            ActiveModel model,
            Supplier<Decoding> pixels,
            Urgency urgency,
            Receiver receiver,
            LongSupplier nanoClock) {
        this.model = model;
        this.pixels = pixels;
        this.urgency = urgency;
        this.receiver = receiver;
        this.nanoClock = nanoClock;
        this.submittedNanos = nanoClock.getAsLong();
    }

    @Override
    public void run() {
        try {
            long started = nanoClock.getAsLong();
            result = switch (pixels.get()) {
                case Decoding.Unreadable(String detail) -> new Analysis.Unreadable(detail);
                case Decoding.Decoded(Frame frame) -> analyse(frame, started);
            };
        } catch (RuntimeException e) {
            LOG.error("analysis failed model={}", model.id(), e);
            result = new Analysis.Failed(Kind.INTERNAL, e.getClass().getSimpleName());
        }
    }

    private Analysis analyse(Frame frame, long started) {
        long decoded = nanoClock.getAsLong();
        return switch (model.preprocessing().prepare(frame)) {
            case Preparation.Unusable(String detail) -> new Analysis.Unreadable(detail);
            case Preparation.Ready ready -> compute(ready, started, decoded);
        };
    }

    private Analysis compute(Preparation.Ready ready, long started, long decoded) {
        long prepared = nanoClock.getAsLong();
        return switch (model.session().run(ready.tensor(), brake)) {
            case Ran.Closed() -> new Analysis.Refused(Refusal.CLOSING);
            case Ran.Stopped() -> stopped(stop);
            case Ran.Failed(String detail) -> new Analysis.Failed(Kind.INTERNAL, detail);
            case Ran.Completed(float[] output) -> switch (model.readout().read(output)) {
                case Reading.Nonsense(String detail) -> new Analysis.Failed(Kind.MODEL_OUTPUT, detail);
                case Reading.Findings(var findings) -> {
                    var timing = new Timing(
                            started - submittedNanos,
                            decoded - started,
                            prepared - decoded,
                            nanoClock.getAsLong() - prepared);
                    yield new Analysis.Completed(findings, model.provenance(), timing, ready.windowMissing());
                }
            };
        };
    }

    private Analysis stopped(Stop why) {
        return switch (why) {
            case DEADLINE -> new Analysis.Dropped();
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
