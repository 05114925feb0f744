// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.admission.Admittance;
import dev.gantry.config.InferenceSettings;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.explain.Explanations;
import dev.gantry.fleet.Fleet;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.pipeline.Pictures;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.shelf.Shelf;
import dev.gantry.shelf.Stocked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packages of this repository pass every gate on the machine that runs the tests.
@Timeout(120)
class ShippedModelsIT {
    private static final Path MODELS = Path.of("..", "models");

    @Test
    void admitsEachModelOfTheRepository(@TempDir Path state) throws IOException {
        assumeTrue(anyManifest(), "no model package lies in models/");
        var settings = new ModelSettings(MODELS, state, Optional.empty(), ModelSettings.Unsigned.ALLOW);
        var shelf = Shelf.of(settings);
        for (var one : shelf.packages()) { // those that wait to be chosen too
            shelf.change(choices -> choices.with(one.id().name(),
                    choice -> choice.activate(one.id().version(), Optional.empty(), Instant.EPOCH)));
        }
        var runtime = OnnxRuntime.start(Site.INFERENCE, Path.of("target", "natives"));
        try (var fleet = Fleet.still(shelf, new Admittance(runtime, System::nanoTime))) {
            fleet.look(); // reserves
            var phantoms = shelf.packages().stream().filter(shelf::phantom).map(Stocked::id).toList();
            assertThat(fleet.statuses()).filteredOn(status -> !phantoms.contains(status.id())).isNotEmpty().allSatisfy(
                    status -> assertThat(status).as("loaded, so that its golden cases were measured")
                            .isInstanceOfAny(ModelStatus.Active.class, ModelStatus.Reserve.class));
            assertThat(fleet.statuses()).filteredOn(status -> phantoms.contains(status.id())).isNotEmpty().allSatisfy(
                    status -> assertThat(status).as("chosen, and yet no exam is asked of it")
                            .isInstanceOf(ModelStatus.Standby.class));
        }
    }

    @Test
    void keepsAHeatMapOfAPositiveAnswerOnceTheDeviceIsFree(@TempDir Path state) throws Exception {
        var film = MODELS.resolve("chest-pneumonia/1.0.0/golden/phantom-opacity-1.dcm");
        assumeTrue(Files.exists(film), "the chest model is not in models/");
        var explanations = Explanations.open(state.resolve("explanations"), 10 << 20);
        try (var engine = Engine.start(
                new ModelSettings(MODELS, state, Optional.empty(), ModelSettings.Unsigned.ALLOW),
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8),
                Path.of("target", "natives"),
                System::nanoTime)) {
            var model = engine.active().stream()
                    .filter(each -> each.id().name().equals("chest-pneumonia")).findFirst().orElseThrow();
            var pictures = new Pictures(Pixels.java());
            engine.explainInto(explanations);

            engine.explain(model, () -> pictures.image(film), "pneumonia", "an-outcome");

            for (int i = 0; i < 1000 && explanations.of("an-outcome").isEmpty(); i++) {
                Thread.sleep(20);
            }
            var png = ImageIO.read(new ByteArrayInputStream(explanations.of("an-outcome").orElseThrow()));
            assertThat(png.getWidth()).isPositive();
        }
    }

    private static boolean anyManifest() throws IOException {
        if (!Files.isDirectory(MODELS)) {
            return false;
        }
        try (var files = Files.walk(MODELS, 3)) {
            return files.anyMatch(file -> file.endsWith("manifest.yaml"));
        }
    }
}
