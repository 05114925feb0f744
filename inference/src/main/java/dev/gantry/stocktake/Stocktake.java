// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.stocktake;

import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest.Smaller;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.shelf.Outlook;
import dev.gantry.shelf.Report;
import dev.gantry.shelf.Report.Line;
import dev.gantry.shelf.Shelf;
import dev.gantry.shelf.Stocked;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How each version on a shelf stands, as the running appliance reports it, else as its files promise; and what people
/// decide about it. The same for the command line and for pages.
public final class Stocktake {
    private final Shelf shelf;

    public Stocktake(Shelf shelf) {
        this.shelf = shelf;
    }

    /// Of the running appliance; empty where none runs.
    public Optional<Report> report() throws IOException {
        return shelf.occupied() ? shelf.report() : Optional.empty();
    }

    /// The version that answers now, or will after a start.
    public Optional<Version> active(String name) throws IOException {
        return report().stream().flatMap(report -> report.lines().stream())
                .filter(line -> line.id().startsWith(name + "/") && line.standing().equals("active"))
                .map(line -> Version.of(line.id().substring(name.length() + 1)))
                .findFirst()
                .or(() -> shelf.outlook().stream().filter(one -> one.name().equals(name)).findFirst()
                        .flatMap(Outlook::winner).map(one -> one.id().version()));
    }

    /// Of each version one.
    public List<Entry> entries(Optional<Report> report) {
        var outlook = shelf.outlook().stream().collect(Collectors.toMap(Outlook::name, one -> one));
        return shelf.packages().stream()
                .map(one -> new Entry(one, report.flatMap(it -> it.of(one.id().toString()))
                        .orElseGet(() -> line(one, outlook.get(one.id().name()), report.isPresent()))))
                .toList();
    }

    /// @param running the appliance has not said anything of it yet
    private Line line(Stocked one, Outlook outlook, boolean running) {
        var id = one.id().toString();
        var refused = Optional.ofNullable(outlook.refused().get(one.id().version()));
        if (refused.isPresent()) {
            return new Line(id, "refused", refused.get(), Map.of());
        }
        if (running) {
            return new Line(id, "new", "the appliance has not looked at it yet", Map.of());
        }
        if (outlook.winner().filter(one::equals).isPresent()) {
            return new Line(id, "active", outlook.why(), Map.of());
        }
        if (shelf.choices().of(one.id().name()).shadow().filter(one.id().version()::equals).isPresent()) {
            return new Line(id, "shadow", "compared, not published", Map.of());
        }
        var used = outlook.winner().map(Stocked::id).map(ModelId::version);
        return outlook.winner().filter(winner -> stepsDownTo(winner, one)).isPresent()
                ? new Line(id, "reserve", Report.reserve(used.orElseThrow()), Map.of())
                : new Line(id, "standby", used.map(it -> it + " is used").orElse(outlook.why()), Map.of());
    }

    private boolean stepsDownTo(Stocked winner, Stocked one) {
        return shelf.check(winner) instanceof Candidate.Sound(var model)
                && model.manifest().service().instead()
                        .equals(Optional.of(new Smaller.Edition(one.id().version())));
    }

    /// Versions of a model.
    ///
    /// @throws IllegalArgumentException when there are none; it names the models there are
    public List<Stocked> versions(String name) {
        var versions = shelf.packages().stream().filter(one -> one.id().name().equals(name)).toList();
        if (versions.isEmpty()) {
            var names = shelf.packages().stream().map(one -> one.id().name()).distinct().toList();
            throw new IllegalArgumentException("there is no model " + name
                    + (names.isEmpty() ? "; there is none at all" : "; there are " + String.join(", ", names)));
        }
        return versions;
    }

    /// @throws IllegalArgumentException when it is none, or there is no such version; it names those there are
    public ModelId known(String name, String version) {
        var id = new ModelId(name, Version.of(version));
        var versions = versions(name).stream().map(Stocked::id).toList();
        if (!versions.contains(id)) {
            throw new IllegalArgumentException("there is no version " + version + " of " + name + "; there are "
                    + String.join(", ", versions.stream().map(it -> it.version().toString()).toList()));
        }
        return id;
    }

    /// It answers from now on, and after restarts.
    public void activate(ModelId id, Instant now) throws IOException {
        var before = active(id.name());
        shelf.change(choices -> choices.with(id.name(), choice -> choice.activate(id.version(), before, now)));
    }

    /// The choice ends: the highest version answers.
    public void automatic(String name, Instant now) throws IOException {
        shelf.change(choices -> choices.with(name, choice -> choice.automatic(now)));
    }

    /// Where a rollback would go: to the version before the last choice; where none was chosen, to the next lower one.
    public Optional<ModelId> former(String name) throws IOException {
        var versions = versions(name).stream().map(one -> one.id().version()).toList();
        var now = active(name);
        return shelf.choices().of(name).previous()
                .filter(it -> versions.contains(it) && !now.equals(Optional.of(it)))
                .or(() -> versions.stream()
                        .filter(it -> now.filter(active -> it.compareTo(active) < 0).isPresent())
                        .max(Version::compareTo))
                .map(version -> new ModelId(name, version));
    }

    /// @param version to compare with the one that answers; empty: none any more
    /// @throws IllegalArgumentException when it is the one that answers
    public void shadow(String name, Optional<Version> version, Instant now) throws IOException {
        if (version.isPresent() && active(name).equals(version)) {
            throw new IllegalArgumentException(new ModelId(name, version.get())
                    + " answers itself; activate another version first");
        }
        shelf.change(choices -> choices.with(name, choice -> choice.shadow(version, now)));
    }

    /// No version of it answers.
    public void off(String name, Instant now) throws IOException {
        shelf.change(choices -> choices.with(name, choice -> choice.turnOff(now)));
    }
}
