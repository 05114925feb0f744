// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.account.Accounts;
import dev.gantry.alert.Health;
import dev.gantry.alert.Publisher;
import dev.gantry.config.Settings;
import dev.gantry.config.WebSettings;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.Engine;
import dev.gantry.explain.Explanations;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.http.Door;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Subject;
import dev.gantry.room.Concern;
import dev.gantry.room.Concern.Area;
import dev.gantry.room.RoomPage;
import dev.gantry.session.Sessions;
import dev.gantry.session.Witness;
import dev.gantry.trail.Trail;
import dev.gantry.web.Figures;
import dev.gantry.web.Monitoring;
import dev.gantry.web.Vitals;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a monitoring system sees of the appliance: the figures, and the server that shows them.
final class WebSide {
    private static final Logger LOG = LoggerFactory.getLogger(WebSide.class);

    /// Revisions that are looked at for the history of the day.
    private static final long REMEMBERED = 2_000;
    private static final int BATCH = 500;

    private final WebSettings settings;
    private final Optional<Trail> trail;
    private final Figures figures;
    private volatile Optional<Listener> listener = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile OptionalInt port = OptionalInt.empty();
    private volatile Optional<RoomPage> room = Optional.empty();
    private volatile Optional<Door> door = Optional.empty();
    private volatile Optional<Publisher> publisher = Optional.empty();

    /// Counts what is said from now on.
    WebSide(WebSettings settings, Path state, Outbox outbox, Optional<Trail> trail, Parts parts) {
        this.settings = settings;
        this.trail = trail;
        this.figures = parts.add("figures", new Figures(state), Figures::close);
        outbox.listen(entry -> figures.said(entry.standing().last()));
    }

    Figures figures() {
        return figures;
    }

    /// Where the vitals come from.
    ///
    /// @param disk      percent used of the spool disk, and why C-STORE is refused
    record Sources(Supplier<Health> health, Supplier<Disk> disk, Engine engine, Outbox outbox, Publisher publisher,
            Pixels pixels) {}

    /// @param refusal why C-STORE is refused, if it is
    record Disk(double usedPercent, Optional<String> refusal) {}

    /// Makes the page for the scanner room, which hears of everything from now on.
    ///
    /// @throws IOException when the key of the receiver as which it answers cannot be read
    void show(Settings all, Function<StoredObject, Subject> subjects, Shown shown, Parts parts) throws IOException {
        if (!settings.enabled()) {
            return;
        }
        var sources = new RoomPage.Sources(subjects, () -> concerns(shown.concerns()), shown.spool()::find,
                shown.hospital()::answer);
        var page = parts.add("room page", new RoomPage(all, sources, Clock.systemUTC()), RoomPage::close);
        shown.outbox().listen(entry -> page.said(entry.standing().last()));
        shown.hospital().answers(page::answered);
        room = Optional.of(page);
    }

    /// Reads back what was said before, for the history of the day: no scanner waits for it.
    void remember(Outbox outbox) {
        room.ifPresent(page -> {
            try {
                long last = outbox.lastSeq();
                for (long from = Math.max(outbox.firstSeq(), last - REMEMBERED + 1); from <= last;) {
                    var some = outbox.read(from, last, BATCH);
                    some.forEach(entry -> page.remember(entry.standing().last()));
                    from = some.isEmpty() ? last + 1 : some.getLast().seq() + 1;
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.error("the room page does not show all of the last day cause={}", e.toString());
            }
        });
    }

    /// What the page for the scanner room shows.
    record Shown(Supplier<List<Concern>> concerns, Spool spool, Outbox outbox, HospitalSide hospital) {}

    private List<Concern> concerns(Supplier<List<Concern>> concerns) {
        var away = publisher.filter(it -> !it.connected())
                .map(_ -> new Concern(Area.BROKER, "the broker is not reached: alerts wait here"));
        return Stream.concat(concerns.get().stream(), away.stream()).toList();
    }

    /// An object came.
    void arrived(StoredObject object) {
        room.ifPresent(it -> it.arrived(object));
    }

    /// Where heat maps are kept from now on.
    void heatMaps(Explanations kept) {
        room.ifPresent(it -> it.heatMaps(kept));
    }

    /// Opens the port. One that is taken keeps no scanner waiting: the appliance runs without, and says so.
    ///
    /// @param pages adds them to the door
    void listen(Vertx vertx, Sources sources, Parts parts, BiConsumer<Door, Supplier<Vitals>> pages) {
        if (!settings.enabled()) {
            return;
        }
        try {
            var sessions = new Sessions(new Accounts(settings.login().accounts()), settings.login().idle(), System::nanoTime);
            trail.map(Witnessing::new).ifPresent(sessions::listen);
            var fresh = new Door(vertx, settings, sessions);
            new Monitoring(figures, () -> vitals(sources)).addTo(fresh);
            publisher = Optional.of(sources.publisher());
            room.orElseThrow().addTo(fresh, sources.pixels());
            pages.accept(fresh, () -> vitals(sources));
            port = OptionalInt.of(Appliance.await(fresh.open()).port());
            parts.add("web", fresh, it -> Appliance.await(it.stop()));
            door = Optional.of(fresh);
        } catch (IOException e) {
            without("is another program using the port?", e);
        } catch (IllegalArgumentException e) { // says which file, and what is wrong with it
            without("nobody sees the pages until it is put right", e);
        }
    }

    private void without(String remedy, Exception cause) {
        trouble = Optional.of("web: no pages, no figures and no health at %s, %d (%s); %s"
                .formatted(settings.host(), settings.port(), cause.getMessage(), remedy));
        LOG.error("{}", trouble.get());
    }

    /// From now on scanners can call.
    void receives(Listener open) {
        listener = Optional.of(open);
    }

    /// The port it listens on, if it does.
    OptionalInt port() {
        return port;
    }

    /// What a person should see to, one sentence each.
    List<String> complaints() {
        return Stream.of(trouble.stream(), door.stream().flatMap(it -> it.complaints().stream()),
                room.stream().flatMap(it -> it.complaints().stream())).flatMap(Function.identity()).toList();
    }

    private record Witnessing(Trail trail) implements Witness {
        @Override
        public void loggedIn(String who, String address, boolean succeeded) {
            trail.loggedIn(who, address, succeeded);
        }

        @Override
        public void loggedOut(String who, String address) {
            trail.loggedOut(who, address);
        }
    }

    private Vitals vitals(Sources sources) {
        var health = sources.health().get();
        var disk = sources.disk().get();
        var notReady = new ArrayList<String>();
        if (listener.isEmpty()) {
            notReady.add("it does not listen for scanners yet");
        }
        if (sources.engine().answering().isEmpty()) {
            notReady.add("no model is active");
        }
        disk.refusal().ifPresent(notReady::add);
        var queues = new TreeMap<>(health.queues());
        queues.put("outbox", sources.outbox().waiting());
        return new Vitals(sources.engine().overdue(), notReady, health.reasons(), queues, age(sources.outbox()),
                disk.usedPercent(), sources.publisher().connected(),
                listener.map(Listener::refusals).orElse(Map.of()),
                sources.engine().active().stream().map(WebSide::model).toList());
    }

    private static Optional<Duration> age(Outbox outbox) {
        var oldest = outbox.oldestWaiting();
        if (oldest.isEmpty()) {
            return Optional.empty();
        }
        try {
            return outbox.read(oldest.getAsLong(), oldest.getAsLong(), 1).stream().findFirst()
                    .map(entry -> Duration.between(entry.standing().last().timing().published(),
                            Clock.systemUTC().instant()));
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty(); // the outbox says itself that its disk fails
        }
    }

    private static Vitals.Model model(ActiveModel model) {
        var ran = model.provenance();
        return new Vitals.Model(model.id().name(), model.id().version().toString(), ran.provider().toString(),
                ran.precision(), ran.sha256());
    }
}
