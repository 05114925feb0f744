// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.alert.Publisher;
import dev.gantry.app.Condition.Complaints;
import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.counter.Counter;
import dev.gantry.desk.Eyes;
import dev.gantry.desk.Subjects;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.natives.NativeCodecs;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.engine.Engine;
import dev.gantry.explain.Explanations;
import dev.gantry.lookup.Lookup;
import dev.gantry.outbox.Outbox;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.relook.Relook;
import dev.gantry.room.Concern.Area;
import dev.gantry.trail.Trail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The appliance: every room, in the order of the data's journey.
///
/// The port opens as soon as what comes can be kept; models may take minutes to be made ready (engines for a GPU), and
/// a scanner waits for none of them: what comes meanwhile is kept, and looked at then. It is taken down from the
/// scanner's side, so that what came in gets out.
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);
    private static final long LOOK_AT_EXAMS_MILLIS = 100;
    private static final long LOOK_AT_KEYS_MILLIS = 2000;
    private static final long STOP_SECONDS = 15;
    /// A run that is over its limit for so long does not come back.
    private static final Duration HANGS = Duration.ofSeconds(20);
    /// Some thousand maps; the oldest make room.
    private static final long MOST_HEAT_MAP_BYTES = 256L << 20;
    public static final String VERSION = "0.1.0";

    /// As it started; what can change since stands in `current`.
    private final Settings settings;
    private volatile List<String> remarks;
    private volatile Settings current;
    private volatile Optional<String> unasked = Optional.empty();
    private final Parts parts = new Parts();
    private final Vertx vertx;
    private final KeyRing ring;
    private final Engine engine;
    private final Optional<Lookup> lookup;
    private final Optional<Trail> trail;
    private final Line line;
    private final ScannerSide scanners;
    private final HospitalSide hospital;
    private final Condition condition;
    private final WebSide web;
    private final Observation observation;
    private final Listener listener;

    /// How far a start is.
    public interface Stages {
        /// It receives; what is said here may take minutes.
        ///
        /// @param what for people
        void preparing(String what);

        /// The models answer. Rehearsing goes on for a second or two when nothing comes.
        void ready(Appliance appliance);
    }

    private Appliance(Settings settings, Optional<Steering> steering, List<String> remarks, Stages stages)
            throws IOException {
        this.settings = settings;
        this.remarks = List.copyOf(remarks);
        this.current = settings;
        try {
            vertx = parts.add("event loops", Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)),
                    it -> await(it.close()));
            var state = usable(settings.spool().path());
            var codecs = parts.add("native codecs", NativeCodecs.open(settings.dicom().nativeCodecs()),
                    NativeCodecs::close);
            ring = KeyRing.open(settings.privacy().keyFile(), settings.privacy().keyId());
            trail = trail(state);
            var outbox = parts.add("outbox", Outbox.open(state.resolve("outbox")), Outbox::close);
            NamedPatients.refuseInClear(outbox, settings.mqtt());
            hospital = new HospitalSide(settings, state, outbox, parts);
            web = new WebSide(settings.web(), state, outbox, trail, parts);
            observation = new Observation(outbox, trail, parts);
            lookup = lookup(state);
            line = new Line(vertx, settings.spool(), object -> {
                lookup.ifPresent(it -> it.received(object));
                trail.ifPresent(it -> it.received(object));
                web.arrived(object);
            });
            parts.add("spool", line.spool(), Spool::close);
            scanners = new ScannerSide(settings, vertx, line, trail, parts);
            condition = new Condition(settings, line, List.of(
                    new Complaints(Area.SETTINGS, () -> remarks),
                    new Complaints(Area.SCANNERS, scanners::complaints),
                    new Complaints(Area.PAGES, web::complaints),
                    new Complaints(Area.ALERTS, hospital::complaints),
                    new Complaints(Area.HABITS, hospital::unusual),
                    new Complaints(Area.PAGES, () -> unasked.stream().toList()),
                    new Complaints(Area.PRIVACY, () -> ring.complaint().stream().toList()),
                    new Complaints(Area.PRIVACY, () -> lookup.map(Lookup::complaints).orElse(List.of())),
                    new Complaints(Area.PRIVACY, () -> trail.map(Trail::complaints).orElse(List.of()))), trail);
            trail.ifPresent(web.figures()::follow);
            web.show(settings, new Subjects(() -> current, ring, ZoneId.systemDefault())::of,
                    new WebSide.Shown(condition::concerns, line.spool(), outbox, hospital), parts);
            listener = scanners.listen(line, hospital, web.figures(), observation);
            web.receives(listener);
            var publisher = hospital.publish(settings, condition::health, parts);
            var counter = counter(state, outbox, publisher);
            stages.preparing("receiving; the models are made ready, what comes is kept meanwhile");
            engine = Engine.start(settings.models(), settings.inference(), state.resolve("native"), System::nanoTime);
            condition.prepared(engine);
            var pixels = new Pixels(Decoders.of(codecs.decoders()));
            var eyes = Eyes.of(engine, pixels, () -> current, ring);
            counter.ifPresent(it -> it.sees(new Relook(line.spool(), outbox, eyes, scanners::steps, this::awaitRoom)));
            var sources = new WebSide.Sources(condition::health, this::disk, engine, outbox, publisher, pixels);
            web.listen(vertx, sources, parts,
                    (door, vitals) -> observation.show(door, vitals, steering,
                            new Observation.Commissioned(this, scanners, vertx), parts));
            parts.add("engine", engine, Engine::close); // stops before the publisher: what it finishes still goes out
            ScannerSide.PARTS.forEach(parts::stopFirst);
            int early = line.early();
            int replayed = line.open(eyes, Line.sayings(outbox), () -> current.exam(), this::awaitRoom);
            if (replayed > 0) {
                LOG.info("analysing again what an earlier run did not settle objects={}", replayed);
            }
            if (early > 0) {
                LOG.info("came before the models were ready objects={}", early);
            }
            long timer = vertx.setPeriodic(LOOK_AT_EXAMS_MILLIS, _ -> line.look());
            parts.add("exam timer", timer, vertx::cancelTimer);
            parts.add("key timer", vertx.setPeriodic(LOOK_AT_KEYS_MILLIS, _ -> vertx.executeBlocking(ring::reread)),
                    vertx::cancelTimer);
            var explanations = Explanations.open(state.resolve("explanations"), MOST_HEAT_MAP_BYTES);
            engine.explainInto(explanations);
            web.heatMaps(explanations);
            stages.ready(this);
            web.remember(outbox);
            new Rehearsal(settings, vertx, eyes, line::visited).play();
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
        return start(settings, List.of(), new Stages() {
            @Override
            public void preparing(String what) {}

            @Override
            public void ready(Appliance appliance) {}
        });
    }

    /// The same, observed.
    ///
    /// @param remarks why it is degraded from the start, one sentence each, without patient data
    public static Appliance start(Settings settings, List<String> remarks, Stages stages) throws IOException {
        return new Appliance(settings, Optional.empty(), remarks, stages);
    }

    /// The same with settings that can be changed while it runs.
    ///
    /// @param settings those it starts with; until it ends it stays in their mode, whatever is steered
    public static Appliance start(Settings settings, Steering steering, List<String> remarks, Stages stages)
            throws IOException {
        return new Appliance(settings, Optional.of(steering), remarks, stages);
    }

    /// What waited must not fill the queue before the lane had a turn.
    private void awaitRoom() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (engine.waiting() > settings.inference().queue() / 2 && System.nanoTime() - end < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Whether each lane is idle or inside its limit; when not, a native call hangs, and only a new process helps.
    public boolean responsive() {
        return engine.overdue().compareTo(HANGS) < 0;
    }

    /// How it stands, in one line for `systemctl status`.
    public String standing() {
        var reasons = condition.health().reasons();
        return (reasons.isEmpty() ? "online" : "degraded: " + String.join("; ", reasons)) + " (mode "
                + settings.mode().name().toLowerCase(Locale.ROOT) + ", ports " + dicomPorts() + ")";
    }

    /// Where the commands beside it ask. Without it nothing else is worse off, and the status says so.
    private Optional<Counter> counter(Path state, Outbox outbox, Publisher publisher) {
        try {
            return Optional.of(parts.add("counter", Counter.open(state,
                    new Counter.Sources(outbox, publisher, line.spool(), ring, line::exams)), Counter::close));
        } catch (IOException e) {
            unasked = Optional.of("gantry exam and gantry outbox cannot ask this appliance: " + e.getMessage());
            LOG.error("{}", unasked.get());
            return Optional.empty();
        }
    }

    /// A site without the section keeps nothing for it.
    private Optional<Lookup> lookup(Path state) throws IOException {
        if (settings.lookup().isEmpty()) {
            Lookup.forget(state);
            return Optional.empty();
        }
        return Optional.of(parts.add("lookup",
                Lookup.start(vertx, settings.lookup().get(), state, ring, Clock.systemUTC()), Lookup::close));
    }

    private Optional<Trail> trail(Path state) throws IOException {
        return settings.auditTrail().isEmpty() ? Optional.empty() : Optional.of(parts.add("audit trail",
                Trail.open(settings.auditTrail().get(), settings.dicom(), state, ring, Clock.systemUTC()), Trail::close));
    }

    /// The port at which pseudonyms are looked up.
    ///
    /// @throws java.util.NoSuchElementException when the settings have none
    public int lookupPort() {
        return lookup.orElseThrow().actualPort();
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

    /// The port of the web server, if there is one.
    public OptionalInt webPort() {
        return web.port();
    }

    private WebSide.Disk disk() {
        var disk = line.spool().health();
        return new WebSide.Disk(disk.usedPercent(), disk.refusal());
    }

    /// Takes up what can change while it runs: who may call, when exams end, which are tests, how much is logged.
    /// Everything else in the settings is ignored.
    ///
    /// @param keys what has changed, dotted; at least one
    public void take(Settings changed, List<String> keys) {
        current = changed.in(settings.mode());
        if (changed.mode() == settings.mode()) {
            remarks = List.of(); // they were about the settings at the start
        }
        scanners.take(changed.dicom().access());
        hospital.take(changed.watch());
        trail.ifPresent(it -> it.changed(keys));
    }

    /// Drains and stops: no new associations, what was received is answered or kept for the next start.
    @Override
    public void close() {
        parts.stop();
        LOG.info("stopped site={} device={}", settings.site(), settings.device());
    }

    /// In which it runs, whatever the settings ask for.
    Mode mode() {
        return settings.mode();
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
