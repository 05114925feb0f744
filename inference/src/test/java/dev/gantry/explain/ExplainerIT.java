// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SIDE = 160;

    @TempDir
    Path folder;

    private static OnnxRuntime runtime() {
        return OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
    }

    /// Of 8-bit grey, brighter from left to right.
    private static Picture slope() {
        var samples = new float[SIDE * SIDE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = 40 + i % SIDE;
        }
        return new Picture.Image(new Frame(SIDE, SIDE, samples, false, Optional.empty(), Optional.empty()));
    }

    private Manifest manifest() throws IOException {
        return ModelFolder.manifest(
                PackageOnDisk.write(folder, "corner/1.0.0", "mean").folder().resolve("manifest.yaml"));
    }

    private Path corner() throws IOException {
        return Files.write(folder.resolve("corner.onnx"), CornerGraph.of("GlobalAveragePool").bytes());
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void peaksInTheCornerThatTheAnswerDependsOn(Method method) throws IOException {
        try (var explainer = Explainer.open(
                runtime(), manifest(), corner(), Optional.of(method), LIMIT, System::nanoTime)) {
            var explained = explainer.explain(slope(), "pneumonia", new Brake());

            assertThat(explained).isInstanceOfSatisfying(Explained.Shown.class, shown -> {
                assertThat(shown.map().method()).isEqualTo(method);
                assertThat(shown.map().peak().column()).isGreaterThan(SIDE / 2.0);
                assertThat(shown.map().peak().row()).isLessThan(SIDE / 2.0);
                assertThat(quarter(shown.map(), false)).isGreaterThan(20 * quarter(shown.map(), true));
            });
        }
    }

    /// Heat in the upper right quarter, or in the lower left one.
    private static double quarter(HeatMap map, boolean lowerLeft) {
        var plane = map.plane(SIDE, SIDE);
        double sum = 0;
        for (int i = 0; i < plane.length; i++) {
            boolean inside = lowerLeft
                    ? i / SIDE >= SIDE / 2 && i % SIDE < SIDE / 2
                    : i / SIDE < SIDE / 2 && i % SIDE >= SIDE / 2;
            sum += inside ? plane[i] : 0;
        }
        return sum;
    }

    @Test
    void takesTheMapThatTheGraphOffers() throws IOException {
        try (var explainer = Explainer.open(
                runtime(), manifest(), corner(), Optional.empty(), LIMIT, System::nanoTime)) {
            assertThat(explainer.method()).isEqualTo(Method.CAM);
        }
    }

    @Test
    void takesOcclusionWhereTheGraphOffersNone() throws IOException {
        var other = PackageOnDisk.write(folder, "mean/1.0.0", "mean");
        var manifest = ModelFolder.manifest(other.folder().resolve("manifest.yaml"));
        var graph = other.folder().resolve("model.onnx");

        try (var explainer = Explainer.open(runtime(), manifest, graph, Optional.empty(), LIMIT, System::nanoTime)) {
            assertThat(explainer.method()).isEqualTo(Method.OCCLUSION);
        }
        assertThatThrownBy(() -> Explainer.open(
                        runtime(), manifest, graph, Optional.of(Method.CAM), LIMIT, System::nanoTime))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offers no class activation map")
                .hasMessageContaining("use occlusion");
    }

    @Test
    void stopsWhenAskedTo() throws IOException {
        try (var explainer = Explainer.open(
                runtime(), manifest(), corner(), Optional.of(Method.OCCLUSION), LIMIT, System::nanoTime)) {
            var brake = new Brake();
            brake.pull();

            assertThat(explainer.explain(slope(), "pneumonia", brake)).isInstanceOf(Explained.Unexplained.class);
        }
    }

    @Test
    void keepsTheMapOfAPositiveAnswer() throws IOException {
        var explanations = Explanations.open(folder.resolve("explanations"), 1 << 20);
        try (var explainer = Explainer.open(
                runtime(), manifest(), corner(), Optional.empty(), LIMIT, System::nanoTime)) {
            new Explanation(explainer, ExplainerIT::slope, "pneumonia", explanations, "one").run();
            var stopped = new Explanation(explainer, ExplainerIT::slope, "pneumonia", explanations, "two");
            stopped.stop();
            stopped.run();
            new Explanation(explainer, () -> new Picture.Unreadable("gone"), "pneumonia", explanations, "three").run();
        }

        assertThat(explanations.of("one")).isPresent();
        assertThat(explanations.of("two")).isEmpty();
        assertThat(explanations.of("three")).isEmpty();
    }

    /// The drawn film has an opacity of one lobe at columns 309 to 434 and rows 228 to 434
    /// (`consolidation(seed 12, lobar)` of models/recipes/chest-phantom over 0.3); the other lung is clear.
    @ParameterizedTest
    @ValueSource(strings = {"CAM", "OCCLUSION"})
    void looksAtTheOpacityThatIsDrawnIntoThePhantom(String method) {
        var shipped = Path.of("..", "models", "chest-pneumonia", "1.0.0");
        var manifest = ModelFolder.manifest(shipped.resolve("manifest.yaml"));
        var film = new Pictures(new Pixels(Decoders.java())).image(shipped.resolve("golden/phantom-opacity-2.dcm"));
        try (var explainer = Explainer.open(runtime(), manifest, shipped.resolve("model.int8.onnx"),
                Optional.of(Method.valueOf(method)), LIMIT, System::nanoTime)) {
            var map = ((Explained.Shown) explainer.explain(film, "pneumonia", new Brake())).map();
            var plane = map.plane(512, 512);

            double inside = mean(plane, 309, 434);
            double mirrored = mean(plane, 512 - 434, 512 - 309);
            System.out.printf("%s: peak %s, heat in the opacity %.3f, in the other lung %.3f%n", method, map.peak(),
                    inside, mirrored);
            // its place of the grid touches the opacity
            assertThat(map.peak().column()).isBetween(309 - 16.0, 434 + 16.0);
            assertThat(map.peak().row()).isBetween(228.0, 434.0);
            assertThat(inside).isGreaterThan(3 * mirrored);
        }
    }

    private static double mean(float[] plane, int left, int right) {
        double sum = 0;
        for (int row = 228; row < 434; row++) {
            for (int column = left; column < right; column++) {
                sum += plane[row * 512 + column];
            }
        }
        return sum / ((434 - 228) * (right - left));
    }
}
