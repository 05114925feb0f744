// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Health;
import dev.gantry.outbox.Outbox;
import dev.gantry.alert.Publisher;
import dev.gantry.config.Settings;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.desk.Eyes;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.natives.NativeCodecs;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.engine.Engine;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.explain.Explanations;
import dev.gantry.outcome.Pseudonyms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    /// Some thousand maps; the oldest make room.
    private static final long MOST_HEAT_MAP_BYTES = 256L << 20;
    public static final String VERSION = "0.1.0";

    /// As it started; what can change since stands in `current`.
    private final Settings settings;
    private volatile Settings current;
    private final Parts parts = new Parts();
    private final Vertx vertx;
    private final Engine engine;
    private final Line line;
    private final ScannerSide scanners;
    private final Listener listener;

    private Appliance(Settings settings) throws IOException {
        this.settings = settings;
        this.current = settings;
        try {
            vertx = parts.add("event loops", Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)),
                    it -> await(it.close()));
            var state = usable(settings.spool().path());
            var codecs = parts.add("native codecs", NativeCodecs.open(settings.dicom().nativeCodecs()),
                    NativeCodecs::close);
            var pseudonyms = Pseudonyms.open(settings.privacy().keyFile(), settings.privacy().keyId());
            var outbox = parts.add("outbox", Outbox.open(state.resolve("outbox")), Outbox::close);
            engine = Engine.start(settings.models(), settings.inference(), state.resolve("native"), System::nanoTime);
            var eyes = Eyes.of(engine, new Pixels(Decoders.of(codecs.decoders())), () -> current, pseudonyms);
            line = new Line(vertx, eyes, Line.sayings(outbox), settings.spool(), () -> current.exam());
            parts.add("spool", line.spool(), Spool::close);
            scanners = new ScannerSide(settings, vertx, line, parts);
            parts.add("publisher", Publisher.start(settings, outbox, this::health), Publisher::close);
            parts.add("engine", engine, Engine::close); // stops before the publisher: what it finishes still goes out
            int replayed = line.spool().replay();
            if (replayed > 0) {
                LOG.info("analysing again what an earlier run did not settle objects={}", replayed);
            }
            long timer = vertx.setPeriodic(LOOK_AT_EXAMS_MILLIS, _ -> line.desk().look());
            parts.add("exam timer", timer, vertx::cancelTimer);
            new Rehearsal(settings, vertx, eyes).play();
            engine.explainInto(Explanations.open(state.resolve("explanations"), MOST_HEAT_MAP_BYTES));
            listener = scanners.listen(line);
        } catch (IOException | RuntimeException e) {
            parts.stop();
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

    /// The TLS port it listens on.
    ///
    /// @throws java.util.NoSuchElementException when the settings have none
    public int dicomTlsPort() {
        return listener.actualTlsPort();
    }

    /// The ports it listens on, for people: `11112`, `2762(TLS)` or `11112,2762(TLS)`.
    public String dicomPorts() {
        return Stream.of(settings.dicom().port().stream().mapToObj(_ -> Integer.toString(dicomPort())),
                        settings.dicom().tls().stream().map(_ -> dicomTlsPort() + "(TLS)"))
                .flatMap(ports -> ports).collect(Collectors.joining(","));
    }

    /// The plain TCP port it listens on; differs from the settings only when those say 0.
    ///
    /// @throws java.util.NoSuchElementException when the settings have none
    public int dicomPort() {
        return listener.actualPort();
    }

    private Health health() {
        var disk = line.spool().health();
        var reasons = new ArrayList<>(disk.reasons());
        reasons.addAll(scanners.complaints());
        if (engine.active().isEmpty()) {
            reasons.add("no model is active");
        }
        settings.spool().complaint().filter(_ -> disk.usedPercent() >= settings.spool().evictPercent())
                .ifPresent(reasons::add);
        var versions = new TreeMap<>(Map.of("gantry", VERSION, "java", Runtime.version().toString()));
        models(versions, reasons);
        var queues = new TreeMap<>(Map.of(
                "spool-unsettled", disk.unsettled(),
                "lane", engine.waiting(),
                "open-exams", line.desk().open()));
        if (settings.spool().role() == Role.STORE) {
            queues.put("spool-uncommitted", disk.uncommitted());
        }
        return new Health(reasons, versions, queues, disk.hoursUntilFull());
    }

    /// Which version of each model answers and what runs it. A provider that was wanted and is not used is a
    /// reason: nothing falls back in silence.
    private void models(Map<String, String> versions, List<String> reasons) {
        for (var model : engine.models()) {
            switch (model) {
                case ModelStatus.Active(var id, _, var ran, _) -> {
                    versions.put("model " + id.name(), id.version().toString());
                    versions.put("provider " + id.name(), ran.provider() + " " + ran.precision());
                    ran.fallbacks().forEach(why -> reasons.add("model " + id + " runs on " + ran.provider() + ": " + why));
                }
                case ModelStatus.Shadow(var id, _, _, var tally) -> versions.put("shadow " + id.name(),
                        id.version() + ": " + tally.agreed() + " of " + tally.compared() + " agree");
                case ModelStatus.Standby _ -> {}
                case ModelStatus.Off(var id, var reason) -> reasons.add("model " + id + " is off: " + reason);
                case ModelStatus.Refused(var id, var gate, _) -> reasons.add("model " + id + " was refused: " + gate);
            }
        }
    }

    /// Takes up what can change while it runs: who may call, when exams end, which are tests, how much is logged.
    /// Everything else in the settings is ignored.
    public void take(Settings changed) {
        current = changed;
        scanners.take(changed.dicom().access());
    }

    /// Drains and stops: no new associations, what was received is answered or kept for the next start.
    @Override
    public void close() {
        parts.stop();
        LOG.info("stopped site={} device={}", settings.site(), settings.device());
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
