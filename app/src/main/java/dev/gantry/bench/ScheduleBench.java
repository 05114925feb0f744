// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.bench.Patients.Arrival;
import dev.gantry.config.InferenceSettings;
import dev.gantry.cost.Costs;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Session;
import dev.gantry.schedule.Admission;
import dev.gantry.schedule.Deadline;
import dev.gantry.schedule.Lane;
import dev.gantry.schedule.Rung;
import dev.gantry.schedule.Urgency;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import tools.jackson.databind.ObjectMapper;

/// A real model under more work than it can do: the lane, and first come first served, with the same arrivals.
///
/// How long an analysis takes is measured first; arrivals and budgets follow from that. The queues take turns,
/// another one first in each round, and each run of each is the whole analysis: picture, tensor, graph, findings. One
/// round of each goes before and does not count.
public final class ScheduleBench {
    private static final int WARM_UPS = 300;
    private static final int MEASURED = 101;
    private static final int SIDE = 1024;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final LongSupplier CLOCK = System::nanoTime;

    private final Plan plan;
    private final Consumer<String> progress;

    /// @param models   the folder of the installed packages
    /// @param model    which of them; empty: the first that loads
    /// @param times    the work that comes over what the device can do
    /// @param pictures that one analysis looks at: an image, or an exam of several
    /// @param arrivals in each round
    /// @param queue    places of each queue
    /// @param threads  inside one run
    /// @param cache    a folder for ONNX Runtime's libraries
    public record Plan(Path models, Optional<String> model, double times, int pictures, int arrivals, int rounds, int queue,
            int threads, long seed, Path cache) {}

    /// A queue that has been started.
    private interface Queue extends AutoCloseable {
        boolean submit(TimedJob job, Urgency urgency);

        @Override
        void close();
    }

    /// @param progress hears what is going on, line by line
    public ScheduleBench(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /// Takes as long as all the arrivals, twice.
    ///
    /// @throws IllegalArgumentException when there is no such model or it does not load
    /// @throws IOException              when a queue loses a job
    public String run(boolean json) throws IOException, InterruptedException {
        var model = model();
        var settings = new InferenceSettings(InferenceSettings.Provider.AUTO, plan.threads(), plan.queue());
        try (var session = open(OnnxRuntime.start(settings, plan.cache()), model)) {
            var report = measure(model, session);
            return json ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.tree())
                    : report.text();
        }
    }

    private ModelPackage model() {
        Predicate<ModelPackage> wanted = each ->
                plan.model().map(each.manifest().id().name()::equals).orElseGet(() -> usual(each));
        return ModelFolder.read(plan.models()).stream()
                .filter(Candidate.Sound.class::isInstance)
                .map(candidate -> ((Candidate.Sound) candidate).model())
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sound model package"
                        + plan.model().map(" "::concat).orElse("") + " in " + plan.models()));
    }

    /// Whoever names none means one that looks at images for itself.
    static boolean usual(ModelPackage model) {
        return model.manifest().service().answers() == Manifest.Answers.ALWAYS
                && model.manifest().question().scope() == Manifest.Scope.IMAGE;
    }

    private static Session open(OnnxRuntime runtime, ModelPackage model) {
        return switch (runtime.open(model.manifest(), model.folder())) {
            case Opened.Ready ready -> ready.session();
            case Opened.Refused refused -> throw new IllegalArgumentException(
                    model.manifest().id() + " does not load: " + refused.detail());
        };
    }

    private ScheduleReport measure(ModelPackage model, Session session) throws IOException, InterruptedException {
        var pipeline = new Pipeline(model.manifest(), session, CLOCK);
        var picture = picture(plan.seed());
        Runnable analysis = () -> {
            for (int i = 0; i < plan.pictures(); i++) {
                var look = pipeline.look(() -> picture, new Brake());
                if (!(look instanceof Look.Seen)) {
                    throw new IllegalStateException(model.manifest().id() + " has no finding but " + look);
                }
            }
        };
        progress.accept("a round of each that does not count: their code is cold");
        var key = new Costs.Key(model.manifest().id().toString(), session.provenance().provider().toString());
        var cold = service(analysis);
        var first = new Patients(plan.times(), cold);
        for (var name : List.of("lane", "first come, first served")) {
            drive(name, first, first.arrivals(plan.arrivals(), plan.seed() - 1), analysis, new Rung("full", key, cold));
        }
        var service = service(analysis);
        var patients = new Patients(plan.times(), service);
        var rung = new Rung("full", key, service);
        progress.accept("%s on %s takes %.2f ms; %d arrivals in each round, seed %d".formatted(model.manifest().id(),
                session.provenance().provider(), service.toNanos() / 1e6, plan.arrivals(), plan.seed()));
        var lanes = new LinkedHashMap<String, List<TimedJob>>();
        lanes.put("lane", new ArrayList<>());
        lanes.put("first come, first served", new ArrayList<>());
        var wall = new LinkedHashMap<String, Long>();
        for (int round = 0; round < plan.rounds(); round++) {
            var arrivals = patients.arrivals(plan.arrivals(), plan.seed() + round);
            var names = new ArrayList<>(lanes.keySet());
            for (var name : round % 2 == 0 ? names : names.reversed()) {
                progress.accept("round %d of %d: %s".formatted(round + 1, plan.rounds(), name));
                long begun = CLOCK.getAsLong();
                lanes.get(name).addAll(drive(name, patients, arrivals, analysis, rung));
                wall.merge(name, CLOCK.getAsLong() - begun, Long::sum);
            }
        }
        return new ScheduleReport(setting(model, session, service), service.toNanos(), patients, lanes, wall);
    }

    /// Noise, of the size of a small radiograph.
    private static Picture picture(long seed) {
        var random = new Random(seed);
        var samples = new float[SIDE * SIDE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextInt(4096);
        }
        return new Picture.Image(new Frame(SIDE, SIDE, samples, false, Optional.empty(), Optional.empty()));
    }

    /// The median of runs without anything beside them.
    private Duration service(Runnable analysis) {
        for (int i = 0; i < WARM_UPS; i += plan.pictures()) {
            analysis.run();
        }
        var nanos = new long[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            long begun = CLOCK.getAsLong();
            analysis.run();
            nanos[i] = CLOCK.getAsLong() - begun;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[MEASURED / 2]);
    }

    private List<TimedJob> drive(
            String name, Patients patients, List<Arrival> arrivals, Runnable analysis, Rung rung)
            throws IOException, InterruptedException {
        var left = new CountDownLatch(arrivals.size());
        var jobs = new ArrayList<TimedJob>();
        try (var queue = name.equals("lane") ? lane() : firstComeFirstServed()) {
            long begun = CLOCK.getAsLong();
            for (var arrival : arrivals) {
                await(begun + arrival.afterNanos());
                var budget = patients.budget(arrival.severity());
                // by the hour it should have come, even if this thread had no core to say so
                var deadline = Deadline.after(budget, begun + arrival.afterNanos());
                var job = new TimedJob(analysis, rung, arrival.severity(), deadline, CLOCK, left);
                jobs.add(job);
                if (!queue.submit(job, Urgency.of(deadline, arrival.severity(), Late.FINISH, budget))) {
                    job.refused();
                }
            }
            if (!left.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(name + ": " + left.getCount() + " jobs have not ended after " + LONGEST);
            }
        }
        return jobs;
    }

    private static void await(long atNanos) {
        for (long wait = atNanos - CLOCK.getAsLong(); wait > 0; wait = atNanos - CLOCK.getAsLong()) {
            LockSupport.parkNanos(wait);
        }
    }

    private Queue lane() {
        var lane = Lane.start(new Lane.Device("bench", true), plan.queue(), CLOCK);
        return new Queue() {
            @Override
            public boolean submit(TimedJob job, Urgency urgency) {
                return lane.submit(job, urgency) == Admission.ACCEPTED;
            }

            @Override
            public void close() {
                lane.close();
            }
        };
    }

    private Queue firstComeFirstServed() {
        var server = new FirstComeFirstServed(plan.queue(), CLOCK);
        return new Queue() {
            @Override
            public boolean submit(TimedJob job, Urgency urgency) {
                return server.submit(job);
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    private Map<String, String> setting(ModelPackage model, Session session, Duration service) {
        var setting = new LinkedHashMap<String, String>();
        setting.put("model", "%s, %s, provider %s, %d thread(s) in a run; %d picture(s) of %d x %d in an analysis"
                .formatted(model.manifest().id(), session.provenance().precision(),
                        session.provenance().provider(), plan.threads(), plan.pictures(), SIDE, SIDE));
        setting.put("service", "%.3f ms, the median of %d analyses alone".formatted(service.toNanos() / 1e6, MEASURED));
        setting.put("load", "Poisson arrivals, %.1f times what the device can do, seed %d; %d round(s) of %d".formatted(
                plan.times(), plan.seed(), plan.rounds(), plan.arrivals()));
        setting.put("budgets", "in service times: 10 % stat 7, 30 % urgent 15, 60 % routine 50; late: finish");
        setting.put("queue", plan.queue() + " places");
        setting.put("machine", "%d cores, Java %s, %s %s".formatted(Runtime.getRuntime().availableProcessors(),
                Runtime.version(), System.getProperty("os.name"), System.getProperty("os.version")));
        return setting;
    }
}
