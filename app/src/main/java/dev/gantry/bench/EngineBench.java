// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import com.sun.management.ThreadMXBean;
import dev.gantry.bench.EngineReport.Allocated;
import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Receiver;
import dev.gantry.finding.Readout;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.runtime.BareLoop;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.schedule.Deadline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.Optional;
import java.util.function.Consumer;

/// What the engine adds to a run of the graph: the same picture through the engine (queue, preprocessing, graph, head,
/// callback) and through a loop that does nothing but run the graph on the very tensor, in one process, in turn.
public final class EngineBench implements AutoCloseable {
    private static final int WARM_UPS = 300;
    private static final int QUEUE = 8;
    private static final Duration BUDGET = Duration.ofSeconds(30);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Plan plan;
    private final Consumer<String> progress;
    private final ModelPackage model;
    private final Picture picture;
    private final Engine engine;
    private final ActiveModel active;
    private final Session session;
    private final Preprocessing preprocessing;
    private final Preparation.Ready ready;
    private final BareLoop bare;

    /// @param models  folder of packages
    /// @param name    of the model
    /// @param threads inside one run
    /// @param rounds  counted analyses
    /// @param cache   ONNX Runtime's folder
    public record Plan(Path models, String name, int threads, int rounds, Path cache) {}

    private record Heard(Analysis analysis, long atNanos, long threadId) {}

    /// @param progress hears what is going on, line by line
    /// @throws IllegalArgumentException when the model is not there or does not run
    public EngineBench(Plan plan, Consumer<String> progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.model = find(plan);
        this.picture = new Pictures(Pixels.java()).golden(model.golden().cases().getFirst());
        var settings = new InferenceSettings(InferenceSettings.Provider.CPU, plan.threads(), QUEUE);
        var runtime = OnnxRuntime.start(settings, plan.cache());
        if (!(runtime.open(model.manifest(), model.folder()) instanceof Opened.Ready(Session opened))) {
            throw new IllegalArgumentException(model.manifest().id() + " does not load");
        }
        this.session = opened;
        this.preprocessing = new Preprocessing(model.manifest().input());
        this.ready = prepare();
        this.bare = runtime.bareLoop(graph(), ready.feed());
        var models = new ModelSettings(
                plan.models(), plan.cache().resolve("models"), Optional.empty(), ModelSettings.Unsigned.ALLOW);
        this.engine = Engine.start(models, settings, plan.cache(), System::nanoTime);
        this.active = engine.active().stream()
                .filter(it -> it.id().equals(model.manifest().id()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(model.manifest().id() + " is not admitted"));
    }

    private static ModelPackage find(Plan plan) {
        return ModelFolder.read(plan.models()).stream()
                .filter(Candidate.Sound.class::isInstance)
                .map(candidate -> ((Candidate.Sound) candidate).model())
                .filter(model -> model.manifest().id().name().equals(plan.name()))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new IllegalArgumentException(
                        plan.models() + " has no model " + plan.name() + " that could be used"));
    }

    private byte[] graph() throws IOException {
        var sha256 = session.provenance().sha256();
        var file = model.manifest().files().values().stream()
                .filter(each -> each.sha256().equals(sha256))
                .findFirst()
                .orElseThrow();
        return Files.readAllBytes(model.folder().resolve(file.path()));
    }

    private Preparation.Ready prepare() {
        if (preprocessing.prepare(picture) instanceof Preparation.Ready prepared) {
            return prepared;
        }
        throw new IllegalArgumentException("the golden picture cannot be prepared");
    }

    /// Measures; takes seconds to a minute.
    public String run(boolean json) throws InterruptedException {
        progress.accept("warming up " + model.manifest().id() + " on " + session.provenance().provider());
        latencies(WARM_UPS);
        progress.accept(plan.rounds() + " analyses and bare runs in turn");
        var report = latencies(plan.rounds()).with(allocated());
        return json ? report.json() : report.text();
    }

    /// One bare run, one analysis, and so on.
    private EngineReport latencies(int rounds) throws InterruptedException {
        var heard = new SynchronousQueue<Heard>();
        var report = new EngineReport(model.manifest().id().toString(), session.provenance(), plan.threads(), rounds);
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            bare.run();
            long ran = System.nanoTime();
            engine.analyse(active, () -> picture, Deadline.after(BUDGET, ran), receiver(heard));
            var end = await(heard);
            report.add(i, ran - begun, end.atNanos() - ran, completed(end).timing());
        }
        return report;
    }

    /// Allocated bytes: of a whole analysis on the lane's thread and on the caller's, and of its parts by themselves
    /// on this one.
    private Allocated allocated() throws InterruptedException {
        var heard = new SynchronousQueue<Heard>();
        long lane = 0;
        long laneBytes = 0;
        long callerBytes = 0;
        int counted = 0;
        for (int i = 0; i < plan.rounds(); i++) {
            long mine = THREADS.getCurrentThreadAllocatedBytes();
            engine.analyse(active, () -> picture, Deadline.after(BUDGET, System.nanoTime()), receiver(heard));
            callerBytes += THREADS.getCurrentThreadAllocatedBytes() - mine;
            lane = await(heard).threadId();
            if (i == 0) {
                laneBytes = -THREADS.getThreadAllocatedBytes(lane);
            } else {
                counted++;
            }
        }
        laneBytes += THREADS.getThreadAllocatedBytes(lane);
        var input = model.manifest().input();
        var readout = new Readout(model.manifest().output(), input.tensor(), input.form().layout());
        var brake = new Brake();
        var outputs = ((Ran.Completed) session.run(ready.feed(), brake)).outputs();
        return new Allocated(laneBytes / counted, callerBytes / plan.rounds(),
                perRound(bare::run), perRound(() -> preprocessing.prepare(picture)),
                perRound(() -> session.run(ready.feed(), brake)),
                perRound(() -> readout.read(ready.feed(), outputs, ready.placement())));
    }

    private long perRound(Runnable part) {
        for (int i = 0; i < WARM_UPS; i++) {
            part.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < plan.rounds(); i++) {
            part.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / plan.rounds();
    }

    private static Receiver receiver(SynchronousQueue<Heard> heard) {
        return new Receiver() {
            @Override
            public void deadlinePassed() {
                throw new IllegalStateException("an analysis took longer than " + BUDGET);
            }

            @Override
            public void ended(Analysis analysis, boolean late) {
                var end = new Heard(analysis, System.nanoTime(), Thread.currentThread().threadId());
                try {
                    heard.offer(end, BUDGET.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static Heard await(SynchronousQueue<Heard> heard) throws InterruptedException {
        var end = heard.poll(BUDGET.toSeconds(), TimeUnit.SECONDS);
        if (end == null) {
            throw new IllegalStateException("an analysis did not end within " + BUDGET);
        }
        return end;
    }

    private static Analysis.Completed completed(Heard heard) {
        if (heard.analysis() instanceof Analysis.Completed completed) {
            return completed;
        }
        throw new IllegalStateException("an analysis ended as " + heard.analysis());
    }

    @Override
    public void close() {
        engine.close();
        session.close();
        bare.close();
    }
}
