// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Health;
import dev.gantry.alert.Outbox;
import dev.gantry.alert.Publisher;
import dev.gantry.config.DicomSettings;
import dev.gantry.config.Settings;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.engine.Engine;
import dev.gantry.engine.ModelStatus;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Pseudonyms;
import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The appliance: every room, in the order of the data's journey.
///
/// It is built from the far end: what receives is there before what sends to it, and the listener opens last. It is
/// taken down the other way round, so that what came in gets out.
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);
    private static final long LOOK_AT_EXAMS_MILLIS = 100;
    private static final long STOP_SECONDS = 15;
    public static final String VERSION = "0.1.0";

    private final Settings settings;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final Vertx vertx;
    private final Engine engine;
    private final Spool spool;
    private final Intake intake;
    private final Listener listener;

    /// Something that was started and must be stopped.
    private record Part(String name, AutoCloseable stop) {}

    private Appliance(Settings settings) throws IOException {
        this.settings = settings;
        try {
            vertx = part("event loops", Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)),
                    it -> await(it.close()));
            var state = usable(settings.spool().path());
            var pseudonyms = Pseudonyms.open(settings.privacy().keyFile(), settings.privacy().keyId());
            var outbox = part("outbox", Outbox.open(state.resolve("outbox")), Outbox::close);
            engine = Engine.start(settings.models(), settings.inference(), state.resolve("native"), System::nanoTime);
            var settlement = new Settlement(sayings(outbox), id -> spool().settled(id));
            intake = new Intake(engine, new Exams(settings.exam().silence()),
                    new Answers(new Subjects(settings, pseudonyms, ZoneId.systemDefault())), settlement,
                    System::nanoTime);
            spool = part("spool", Spool.open(settings.spool(), vertx, intake, Clock.systemUTC(), System::nanoTime),
                    Spool::close);
            part("publisher", Publisher.start(settings, outbox, this::health), Publisher::close);
            part("engine", engine, Engine::close); // stops before the publisher: what it finishes still goes out
            int replayed = spool.replay();
            if (replayed > 0) {
                LOG.info("analysing again what an earlier run did not settle objects={}", replayed);
            }
            long timer = vertx.setPeriodic(LOOK_AT_EXAMS_MILLIS, _ -> intake.closeSilentExams());
            part("exam timer", timer, vertx::cancelTimer);
            new Rehearsal(settings, vertx, engine, pseudonyms).play();
            listener = new Listener(settings.dicom(), new Provider(spool));
            var deployed = opened(settings.dicom());
            part("listener", deployed, id -> await(vertx.undeploy(id)));
        } catch (IOException | RuntimeException e) {
            stopParts();
            throw e;
        }
    }

    /// Starts it; when this returns it receives.
    ///
    /// @throws IOException              when a folder cannot be used or the port is taken
    /// @throws IllegalArgumentException when the settings name something that is not there or not usable
    public static Appliance start(Settings settings) throws IOException {
        return new Appliance(settings);
    }

    private static Path usable(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "spool.path: %s cannot be made or used (%s); make it, owned by the user that runs gantry"
                            .formatted(folder, e.getClass().getSimpleName()), e);
        }
    }

    private String opened(DicomSettings dicom) throws IOException {
        try {
            return await(vertx.deployVerticle(listener));
        } catch (IOException e) {
            throw new IOException("dicom.port: cannot listen on %s:%d (%s); is another program using it?"
                    .formatted(dicom.host(), dicom.port(), e.getMessage()), e);
        }
    }

    private interface Stop<T> {
        void stop(T part) throws Exception;
    }

    private <T> T part(String name, T part, Stop<T> stop) {
        parts.push(new Part(name, () -> stop.stop(part)));
        return part;
    }

    private Spool spool() {
        return spool;
    }

    static Settlement.Sayings sayings(Outbox outbox) {
        return new Settlement.Sayings() {
            @Override
            public CompletionStage<?> say(Answer answer) {
                return outbox.say(answer);
            }

            @Override
            public CompletionStage<?> retract(Unit unit, String why) {
                return outbox.retract(unit, why);
            }
        };
    }

    /// The TCP port it listens on; differs from the settings only when those say 0.
    public int dicomPort() {
        return listener.actualPort();
    }

    private Health health() {
        var disk = spool.health();
        var reasons = new ArrayList<>(disk.reasons());
        if (engine.active().isEmpty()) {
            reasons.add("no model is active");
        }
        var versions = new TreeMap<>(Map.of("gantry", VERSION, "java", Runtime.version().toString()));
        for (var model : engine.models()) {
            switch (model) {
                case ModelStatus.Admitted(var id, var active, _, _) -> {
                    if (active) {
                        versions.put("model " + id.name(), id.version().toString());
                    }
                }
                case ModelStatus.Refused(var id, var gate, _) -> reasons.add("model " + id + " was refused: " + gate);
            }
        }
        return new Health(reasons, versions, Map.of(
                "spool-unsettled", disk.unsettled(),
                "lane", engine.waiting(),
                "open-exams", intake.openExams()), disk.hoursUntilFull());
    }

    /// Drains and stops: no new associations, what was received is answered or kept for the next start.
    @Override
    public void close() {
        stopParts();
        LOG.info("stopped site={} device={}", settings.site(), settings.device());
    }

    private void stopParts() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.stop().close();
            } catch (Exception e) {
                LOG.warn("did not stop cleanly part=\"{}\" cause={}", part.name(), e.toString());
            }
        }
    }

    /// Waits for a start or a stop, outside any event loop.
    static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("not done after " + STOP_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
