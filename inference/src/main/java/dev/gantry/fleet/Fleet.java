// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.admission.Admittance;
import dev.gantry.fleet.Harbour.Settled;
import dev.gantry.model.ModelId;
import dev.gantry.shelf.Choices;
import dev.gantry.shelf.Shelf;
import dev.gantry.shelf.Stocked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The versions that are loaded, and which of them answer. It follows the shelf: what is added, replaced, chosen or
/// removed there takes effect within a second or two, on a thread of its own, while analyses go on.
///
/// All methods may be called from any thread.
public final class Fleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration EACH = Duration.ofMillis(500);
    /// A report is written anew after so many looks, for the counts in it.
    private static final int LOOKS_PER_REPORT = 10;
    /// An admission that goes on must be over before the process ends: sessions made during that crash it.
    private static final Duration LAST_ADMISSION = Duration.ofMinutes(2);
    private static final int FAILURES_IN_A_ROW = 5;

    private final Shelf shelf;
    private final Harbour harbour;
    private final Optional<AutoCloseable> occupancy;
    private final Thread watch;
    /// Guarded by this; readers take the roster.
    private final Map<String, Settled> models = new TreeMap<>();
    private volatile Roster roster = new Roster(List.of(), Map.of(), Map.of(), List.of());
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Object acted = "";
    private Object seen = "";
    private long serial;
    private String trouble = "";

    /// What analyses see; replaced as a whole.
    ///
    /// @param shadows  by the active version that they run after
    /// @param reserves by the active version that they answer for
    private record Roster(
            List<ActiveModel> active, Map<ModelId, ActiveModel> shadows, Map<ModelId, ActiveModel> reserves,
            List<ModelStatus> statuses) {
        /// With what has changed since without anybody's decision.
        ModelStatus fresh(ModelStatus status) {
            var model = Stream.of(active, shadows.values(), reserves.values()).flatMap(Collection::stream)
                    .filter(one -> one.id().equals(status.id())).findFirst();
            var off = model.flatMap(ActiveModel::off);
            return switch (status) {
                case ModelStatus.Active _ when off.isPresent() -> new ModelStatus.Off(status.id(), off.get());
                case ModelStatus.Shadow _ when off.isPresent() -> new ModelStatus.Off(status.id(), off.get());
                case ModelStatus.Reserve _ when off.isPresent() -> new ModelStatus.Off(status.id(), off.get());
                case ModelStatus.Shadow(var id, var provenance, var warmUp, _) when model.isPresent() ->
                        new ModelStatus.Shadow(id, provenance, warmUp, model.get().shadow().tally());
                case ModelStatus.Active _, ModelStatus.Shadow _, ModelStatus.Reserve _, ModelStatus.Standby _,
                        ModelStatus.Refused _, ModelStatus.Off _ -> status;
            };
        }
    }

    private Fleet(Shelf shelf, Admittance admittance) throws IOException {
        this.shelf = shelf;
        this.harbour = new Harbour(shelf, admittance);
        this.occupancy = shelf.occupy();
        this.watch = Thread.ofPlatform().name("models").daemon(true).unstarted(this::follow);
        if (occupancy.isEmpty()) {
            LOG.warn("another process uses the same models.state; gantry model list shows what that one says");
        }
    }

    /// Loads what answers; reserves and shadows, which nobody waits for, a second later on the thread that follows
    /// the shelf from then on. Takes seconds: not for an event loop.
    ///
    /// @throws IllegalArgumentException when the choices made earlier cannot be read
    public static Fleet start(Shelf shelf, Admittance admittance) {
        var fleet = still(shelf, admittance);
        fleet.watch.start();
        return fleet;
    }

    /// A fleet that follows only when its owner calls [#look], for the first time for reserves and shadows.
    ///
    /// @throws IllegalArgumentException when the choices made earlier cannot be read
    public static Fleet still(Shelf shelf, Admittance admittance) {
        try {
            var fleet = new Fleet(shelf, admittance);
            fleet.look(Harbour.Wanted.ANSWERS);
            return fleet;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("models.state: " + e.getMessage(), e);
        }
    }

    /// The versions that answer, by name.
    public List<ActiveModel> active() {
        return roster.active();
    }

    /// Which version runs as the shadow of an active one.
    public Optional<ActiveModel> shadowOf(ActiveModel active) {
        return Optional.ofNullable(roster.shadows().get(active.id()));
    }

    /// Which other version of it answers in the place of an active one that would be late.
    public Optional<ActiveModel> reserveOf(ActiveModel active) {
        return Optional.ofNullable(roster.reserves().get(active.id()));
    }

    /// Each version that lies on the shelf, by name and version.
    public List<ModelStatus> statuses() {
        var now = roster;
        return now.statuses().stream().map(now::fresh).toList();
    }

    /// The version that answers in place of one that was replaced.
    public Optional<ActiveModel> successor(ActiveModel replaced) {
        return roster.active().stream()
                .filter(model -> model.id().name().equals(replaced.id().name()) && model != replaced)
                .findFirst();
    }

    /// Acts on what the shelf says now. Takes as long as the admission of what is new.
    public synchronized void look() {
        if (!closed()) {
            look(Harbour.Wanted.ALL);
        }
    }

    private synchronized void look(Harbour.Wanted wanted) {
        var edition = shelf.edition();
        var choices = shelf.choices();
        var byName = shelf.packages().stream().collect(Collectors.groupingBy(one -> one.id().name()));
        var names = new TreeSet<>(models.keySet());
        names.addAll(byName.keySet());
        for (var name : names) {
            settle(name, byName.getOrDefault(name, List.of()), choices, wanted);
        }
        acted = edition;
        serial = choices.serial();
        report();
    }

    private void settle(String name, List<Stocked> versions, Choices choices, Harbour.Wanted wanted) {
        var before = Optional.ofNullable(models.get(name)).map(Settled::statuses).orElse(List.of());
        var settled = harbour.settle(name, versions, choices.of(name), wanted);
        if (versions.isEmpty()) {
            models.remove(name);
        } else {
            models.put(name, settled);
        }
        publish();
        settled.spare().forEach(ActiveModel::retire);
        settled.statuses().stream().filter(status -> !before.contains(status)).forEach(StatusLines::log);
        before.stream().filter(status -> settled.statuses().stream().noneMatch(it -> it.id().equals(status.id())))
                .forEach(status -> LOG.info("model gone model={}", status.id()));
    }

    private void publish() {
        var active = new ArrayList<ActiveModel>();
        var shadows = new HashMap<ModelId, ActiveModel>();
        var reserves = new HashMap<ModelId, ActiveModel>();
        models.values().forEach(settled -> settled.active().ifPresent(model -> {
            active.add(model);
            settled.shadow().ifPresent(shadow -> shadows.put(model.id(), shadow));
            settled.reserve().ifPresent(reserve -> reserves.put(model.id(), reserve));
        }));
        var statuses = models.values().stream().map(Settled::statuses).flatMap(Collection::stream).toList();
        roster = new Roster(List.copyOf(active), Map.copyOf(shadows), Map.copyOf(reserves), statuses);
    }

    /// An analysis by a version is over.
    ///
    /// @param failed it gave no result, through no fault of the picture
    public void ended(ActiveModel model, boolean failed) {
        if (model.failed(failed) >= FAILURES_IN_A_ROW) {
            turnOff(model, FAILURES_IN_A_ROW + " runs failed one after the other");
        }
    }

    /// Turns a version off at run time: nothing else takes its place, and what it applies to is answered
    /// with that reason, until somebody activates a version or the appliance starts anew.
    public void turnOff(ActiveModel model, String reason) {
        if (model.off().isEmpty()) {
            model.turnOff(reason);
            LOG.error("model off model={} reason=\"{}\"", model.id(), reason);
            acted = ""; // the next look writes the report
        }
    }

    /// Notes that a version runs for nobody's sake, and is told when that is over. One that ended the process twice
    /// while it ran is turned off instead.
    public Optional<Runnable> trial(ActiveModel model) {
        var trial = shelf.trial(model.id(), "shadow run");
        if (trial.isEmpty()) {
            turnOff(model, "the process ended twice while it ran as a shadow");
        }
        return trial.map(it -> () -> Harbour.over(it));
    }

    private void follow() {
        boolean alone = true; // what answers has no company yet
        for (int looks = 1; !closedWithin(EACH); looks++) {
            try {
                var edition = shelf.edition();
                boolean due = alone || !edition.equals(acted);
                if (due && edition.equals(seen)) { // nobody is in the middle of writing
                    look();
                    alone = false;
                } else if (looks % LOOKS_PER_REPORT == 0) {
                    report();
                }
                seen = edition;
                trouble = "";
            } catch (RuntimeException e) {
                complain(e.toString());
            }
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private boolean closedWithin(Duration time) {
        try {
            return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return true; // nobody interrupts it but the end of the process
        }
    }

    private void complain(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.error("models are left as they are cause=\"{}\"", what);
        }
    }

    private synchronized void report() {
        if (occupancy.isEmpty() || closed()) {
            return;
        }
        try {
            shelf.report(StatusLines.report(statuses(), roster.active(), serial));
        } catch (IOException e) {
            complain("the report cannot be written: " + e);
        }
    }

    /// Follows no more and frees what is loaded, as soon as nobody computes with it.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (watch.getState() != Thread.State.NEW && !watch.join(LAST_ADMISSION)) {
                LOG.error("an admission is left behind");
            }
            if (occupancy.isPresent()) {
                occupancy.get().close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("models.state is not handed back cause={}", e.toString());
        }
        harbour.fleet().forEach(ActiveModel::retire);
    }
}
