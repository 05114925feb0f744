// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.finding.Finding;
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
final class Admittance {
    private static final int FEWEST_WARM_UPS = 3;
    private static final int MOST_WARM_UPS = 10;

    private final OnnxRuntime runtime;
    private final LongSupplier nanoClock;
    private final Pictures pictures = new Pictures(Pixels.java());

    Admittance(OnnxRuntime runtime, LongSupplier nanoClock) {
        this.runtime = runtime;
        this.nanoClock = nanoClock;
    }

    sealed interface Verdict {
        record Admitted(ActiveModel model, Duration warmUp) implements Verdict {}

        record Refused(Gate gate, String detail) implements Verdict {}
    }

    /// How one trial run ended: with a result, or with the reason why there is none.
    private sealed interface Trial {
        record Done(List<Finding> findings, long nanos) implements Trial {}

        record Failed(String detail) implements Trial {}
    }

    Verdict judge(ModelPackage model) {
        return switch (runtime.open(model.manifest(), model.folder())) {
            case Opened.Refused(String detail) -> new Verdict.Refused(Gate.GRAPH, detail);
            case Opened.Ready(Session session) -> {
                var verdict = judge(model, session);
                if (verdict instanceof Verdict.Refused) {
                    session.close();
                }
                yield verdict;
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
        var active = new ActiveModel(model, session, pipeline);
        var seen = new ArrayList<Picture>();
        for (var golden : model.golden().cases()) {
            var objection = objection(active, golden, model.golden().tolerance(), seen);
            if (objection.isPresent()) {
                return new Verdict.Refused(
                        Gate.GOLDEN, golden.file().getFileName() + ": " + objection.get());
            }
        }
        return warmUp(active, seen.getFirst());
    }

    private Optional<String> objection(ActiveModel model, Case golden, double tolerance, List<Picture> seen) {
        var picture = pictures.image(golden.file());
        if (picture instanceof Picture.Unreadable(String detail)) {
            return Optional.of("unreadable: " + detail);
        }
        seen.add(picture);
        return switch (run(model, picture)) {
            case Trial.Failed(String detail) -> Optional.of(detail);
            case Trial.Done(var findings, _) -> difference(findings, golden, tolerance);
        };
    }

    private static Optional<String> difference(List<Finding> findings, Case golden, double tolerance) {
        var finding = findings.stream()
                .filter(each -> each.label().equals(golden.label()))
                .findFirst()
                .orElseThrow(); // the package was read with a label of the manifest
        boolean same = finding.positive() == golden.positive()
                && Math.abs(finding.probability() - golden.probability()) <= tolerance;
        return same
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s expected %s %.4f within %.4f, got %s %.4f",
                        golden.label(), word(golden.positive()), golden.probability(), tolerance,
                        word(finding.positive()), finding.probability()));
    }

    private static String word(boolean positive) {
        return positive ? "positive" : "negative";
    }

    private Verdict warmUp(ActiveModel model, Picture picture) {
        var budget = model.manifest().service().budget();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < FEWEST_WARM_UPS || i < MOST_WARM_UPS && justOver(best, budget.toNanos()); i++) {
            switch (run(model, picture)) {
                case Trial.Failed(String detail) -> {
                    return new Verdict.Refused(Gate.WARM_UP, detail);
                }
                case Trial.Done(_, long nanos) -> best = Math.min(best, nanos);
            }
        }
        return best <= budget.toNanos()
                ? new Verdict.Admitted(model, Duration.ofNanos(best))
                : new Verdict.Refused(Gate.WARM_UP, String.format(Locale.ROOT,
                        "expected inside %d ms, took %.1f ms", budget.toMillis(), best / 1e6));
    }

    /// A busy moment of the machine may explain it.
    private static boolean justOver(long nanos, long budgetNanos) {
        return nanos > budgetNanos && nanos < 2 * budgetNanos;
    }

    /// As the lane would do it, and no longer than a run there may take.
    private Trial run(ActiveModel model, Picture picture) {
        var service = model.manifest().service();
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
            return switch (model.pipeline().look(() -> picture, brake)) {
                case Look.Unreadable(String detail) -> new Trial.Failed(detail);
                case Look.Closed() -> new Trial.Failed("the session is closed");
                case Look.Stopped() -> new Trial.Failed("ran longer than " + limit.toMillis() + " ms");
                case Look.OutOfMemory(String detail) -> new Trial.Failed("out of memory: " + detail);
                case Look.Failed(String detail) -> new Trial.Failed(detail);
                case Look.Nonsense(String detail) -> new Trial.Failed(detail);
                case Look.Made _ -> new Trial.Failed("the model answers no question with a yes or no");
                case Look.Seen(var reading, _, _) ->
                        new Trial.Done(reading.findings(), nanoClock.getAsLong() - started);
            };
        } finally {
            watch.cancel(false);
        }
    }
}
