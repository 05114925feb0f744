// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.admission.Admittance;
import dev.gantry.config.GpuSettings;
import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings;
import dev.gantry.config.ModelSettings.Unsigned;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.schedule.Deadline;
import dev.gantry.shelf.Choice;
import dev.gantry.shelf.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Folders of models and an engine that follows them when told to.
final class Site implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(30);

    static final InferenceSettings INFERENCE = new InferenceSettings(
            InferenceSettings.Provider.CPU, 1, 64, GpuSettings.DEFAULT);

    final Path installed;
    final Path stick;
    final Shelf shelf;
    final Fleet fleet;
    final Engine engine;
    private final ModelSettings settings;

    /// All is loaded, reserves and shadows too.
    ///
    /// @param folder of the test; `installed` in it may hold packages already
    Site(Path folder) throws IOException {
        installed = Files.createDirectories(folder.resolve("installed"));
        stick = Files.createDirectories(folder.resolve("stick"));
        settings = new ModelSettings(installed, folder.resolve("state"), Optional.empty(), Unsigned.ALLOW);
        shelf = Shelf.of(settings);
        var runtime = OnnxRuntime.start(INFERENCE, Path.of("target", "natives"));
        fleet = Fleet.still(shelf, new Admittance(runtime, System::nanoTime));
        fleet.look();
        engine = Engine.over(fleet, INFERENCE, System::nanoTime);
    }

    /// A package that says of white what `graph` makes of it: `mean` positive, `wrong` negative.
    static PackageOnDisk chest(Path models, String version, String graph) throws IOException {
        boolean mean = graph.equals("mean") || graph.equals("loop");
        return PackageOnDisk.write(models, "chest/" + version, graph)
                .golden("{file: black.dcm, label: pneumonia, probability: " + (mean ? 0.018 : 0.982) + ", result: "
                        + (mean ? "negative" : "positive") + "}")
                .object("black.dcm", Radiograph.file(0));
    }

    ModelSettings settings() {
        return settings;
    }

    void add(String version, String graph) throws IOException {
        shelf.add(chest(stick, version, graph).folder());
        fleet.look();
    }

    void choose(UnaryOperator<Choice> change) throws IOException {
        shelf.change(choices -> choices.with("chest", change));
        fleet.look();
    }

    void activate(String version) throws IOException {
        choose(choice -> choice.activate(Version.of(version), Optional.empty(), Instant.now()));
    }

    void remove(String version) throws IOException {
        shelf.remove(new ModelId("chest", Version.of(version)));
        fleet.look();
    }

    List<String> statuses() {
        return engine.models().stream()
                .map(status -> status.id().version() + " " + status.getClass().getSimpleName()).toList();
    }

    ModelStatus status(String version) {
        return engine.models().stream().filter(status -> status.id().version().toString().equals(version))
                .findFirst().orElseThrow();
    }

    ActiveModel active() {
        return engine.active().getFirst();
    }

    RecordingReceiver analyse(ActiveModel model, float grey) {
        var receiver = new RecordingReceiver();
        engine.analyse(model, () -> Picture.of(Radiograph.pixels(grey)), Deadline.after(LONG, System.nanoTime()),
                receiver);
        return receiver;
    }

    /// What the active version says of white.
    String ofWhite() {
        var completed = (Analysis.Completed) analyse(active(), 255).await().analysis();
        return completed.provenance().model().version() + (completed.positive() ? " positive" : " negative");
    }

    @Override
    public void close() {
        engine.close();
    }
}
