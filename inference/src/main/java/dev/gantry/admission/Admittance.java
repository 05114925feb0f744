// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.finding.Finding;
import dev.gantry.finding.Products;
import dev.gantry.model.Gate;
import dev.gantry.model.GoldenCases.Case;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pictures;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Session;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The gates that a package passes on the machine itself: graph, signature, golden cases, warm-up.
///
/// Takes as long as the model's runs take; not for an event loop or a lane.
public final class Admittance {
    private static final int FEWEST_WARM_UPS = 3;
    private static final int MOST_WARM_UPS = 10;

    private final OnnxRuntime runtime;
    private final LongSupplier nanoClock;
    private final Pictures pictures = new Pictures(Pixels.java());

    public Admittance(OnnxRuntime runtime, LongSupplier nanoClock) {
        this.runtime = runtime;
        this.nanoClock = nanoClock;
    }

    public sealed interface Verdict {
        /// @param session  open; whoever has it closes it
        /// @param pipeline over that session, not in use any more by this room
        /// @param warmUp   the fastest of its warm-up runs, from frame to output
        record Admitted(ModelPackage model, Session session, Pipeline pipeline, Duration warmUp)
                implements Verdict {}

        /// @param detail what was expected and what was got, without patient data
        record Refused(Gate gate, String detail) implements Verdict {}
    }

    /// How one trial run ended: with a result, or with the reason why there is none.
    private sealed interface Trial {
        record Done(List<Finding> findings, Products products, long nanos) implements Trial {}

        record Failed(String detail) implements Trial {}
    }

    /// One version on its way in.
    private record Applicant(ModelPackage model, Session session, Pipeline pipeline) {}

    /// @param model has passed the gates that need no run
    public Verdict judge(ModelPackage model) {
        return switch (runtime.open(model.manifest(), model.folder())) {
            case Opened.Refused(String detail) -> new Verdict.Refused(Gate.GRAPH, detail);
            case Opened.Ready(Session session) -> {
                boolean admitted = false;
                try {
                    var verdict = judge(model, session);
                    admitted = verdict instanceof Verdict.Admitted;
                    yield verdict;
                } finally {
                    if (!admitted) {
                        session.close();
                    }
                }
            }
        };
    }

    private Verdict judge(ModelPackage model, Session session) {
        Pipeline pipeline;
        try {
            pipeline = new Pipeline(model.manifest(), session, nanoClock);
        } catch (IllegalArgumentException e) {
            return new Verdict.Refused(Gate.SIGNATURE, e.getMessage());
        }
        var mismatch = pipeline.mismatch();
        if (mismatch.isPresent()) {
            return new Verdict.Refused(Gate.SIGNATURE, mismatch.get());
        }
        var applicant = new Applicant(model, session, pipeline);
        var seen = new ArrayList<Picture>();
        for (var golden : model.golden().cases()) {
            var objection = objection(applicant, golden, seen);
            if (objection.isEmpty() && model.manifest().service().batch() > 1) {
                objection = together(applicant, golden).map(why -> "two of it run together: " + why);
            }
            if (objection.isPresent()) {
                return new Verdict.Refused(Gate.GOLDEN, golden.name() + ": " + objection.get());
            }
        }
        return warmUp(applicant, seen.getFirst());
    }

    private Optional<String> objection(Applicant applicant, Case golden, List<Picture> seen) {
        var picture = pictures.golden(golden);
        if (picture instanceof Picture.Unreadable(String detail)) {
            return Optional.of("unreadable: " + detail);
        }
        if (seen.isEmpty()) {
            seen.add(picture); // for the warm-up
        }
        return objection(run(applicant, picture), applicant, golden);
    }

    private static Optional<String> objection(Trial trial, Applicant applicant, Case golden) {
        var provider = applicant.session().provenance().provider().toString();
        double tolerance = applicant.model().golden().tolerance(provider);
        return switch (trial) {
            case Trial.Failed(String detail) -> Optional.of(detail);
            case Trial.Done(var findings, var products, _) ->
                    new Comparison(findings, products, tolerance).objection(golden.expected());
        };
    }

    /// A graph may take several images and mix them up.
    private Optional<String> together(Applicant applicant, Case golden) {
        var picture = pictures.golden(golden);
        return applicant.pipeline().look(List.of(() -> picture, () -> picture), new Brake()).stream()
                .flatMap(look -> objection(trial(look, 0, Duration.ZERO), applicant, golden).stream())
                .findFirst();
    }

    private Verdict warmUp(Applicant applicant, Picture picture) {
        var budget = applicant.model().manifest().service().budget();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < FEWEST_WARM_UPS || i < MOST_WARM_UPS && justOver(best, budget.toNanos()); i++) {
            switch (run(applicant, picture)) {
                case Trial.Failed(String detail) -> {
                    return new Verdict.Refused(Gate.WARM_UP, detail);
                }
                case Trial.Done(_, _, long nanos) -> best = Math.min(best, nanos);
            }
        }
        return best <= budget.toNanos()
                ? new Verdict.Admitted(
                        applicant.model(), applicant.session(), applicant.pipeline(), Duration.ofNanos(best))
                : new Verdict.Refused(Gate.WARM_UP, String.format(Locale.ROOT,
                        "expected inside %d ms, took %.1f ms", budget.toMillis(), best / 1e6));
    }

    /// A busy moment of the machine may explain it.
    private static boolean justOver(long nanos, long budgetNanos) {
        return nanos > budgetNanos && nanos < 2 * budgetNanos;
    }

    /// As the lane would do it, and no longer than a run there may take.
    private Trial run(Applicant applicant, Picture picture) {
        var service = applicant.model().manifest().service();
        long started = nanoClock.getAsLong();
        var limit = Urgency.of(
                        Deadline.after(service.budget(), started),
                        service.severity(),
                        service.late(),
                        service.budget())
                .longestRun();
        var brake = new Brake();
        var watch = CompletableFuture.runAsync(
                brake::pull, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        try {
            var look = applicant.pipeline().look(() -> picture, brake);
            return trial(look, nanoClock.getAsLong() - started, limit);
        } finally {
            watch.cancel(false);
        }
    }

    private static Trial trial(Look look, long nanos, Duration limit) {
        return switch (look) {
            case Look.Unreadable(String detail) -> new Trial.Failed(detail);
            case Look.Closed() -> new Trial.Failed("the session is closed");
            case Look.Stopped() -> new Trial.Failed("ran longer than " + limit.toMillis() + " ms");
            case Look.OutOfMemory(String detail) -> new Trial.Failed("out of memory: " + detail);
            case Look.Failed(String detail) -> new Trial.Failed(detail);
            case Look.Nonsense(String detail) -> new Trial.Failed(detail);
            case Look.Made(var products, _) -> new Trial.Done(List.of(), products, nanos);
            case Look.Seen(var reading, _, _) -> new Trial.Done(reading.findings(), reading.products(), nanos);
        };
    }
}
