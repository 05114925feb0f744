// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.Applicability;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pictures;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo's studies, before each chest model of this repository: another version must not turn the demo over.
@Timeout(60)
class DemoStudiesIT {
    private static final Path HOME = Path.of("..");
    /// Of a probability, from its threshold.
    private static final double CLEAR = 0.1;

    private final OnnxRuntime runtime = OnnxRuntime.start(
            new InferenceSettings(InferenceSettings.Provider.CPU, 1, 1), Path.of("target", "natives"));
    private List<Path> files;

    @TempDir
    Path folder;

    @BeforeEach
    void theStudies() throws IOException {
        files = new DemoStudies(HOME).write(folder.resolve("studies"), LocalDateTime.of(2026, 1, 2, 9, 0));
    }

    private static List<ModelPackage> chestModels() {
        return ModelFolder.read(HOME.resolve("models")).stream()
                .filter(it -> it.id().name().equals("chest-pneumonia"))
                .map(it -> ((Candidate.Sound) it).model()).toList();
    }

    private double probability(ModelPackage model, Path file) {
        try (var session = ((Opened.Ready) runtime.open(model.manifest(), model.folder())).session()) {
            var look = new Pipeline(model.manifest(), session, System::nanoTime)
                    .look(() -> new Pictures(Pixels.java()).image(file), new Brake());
            return ((Look.Seen) look).findings().findings().getFirst().probability();
        }
    }

    private static DataSet header(Path file) throws IOException {
        return ((Part10.Opened) Part10.open(file)).header();
    }

    @Test
    void haveTheAnswersThatTheirNamesPromise() {
        assertThat(chestModels()).isNotEmpty().allSatisfy(model -> {
            double threshold = model.manifest().output().labels().getFirst().reported().orElseThrow().threshold();
            for (var file : files) {
                var name = file.getFileName().toString();
                if (name.startsWith("phantom-pneumonia")) {
                    assertThat(probability(model, file)).as(name).isGreaterThan(threshold + CLEAR);
                } else if (name.startsWith("phantom-no-pneumonia")) {
                    assertThat(probability(model, file)).as(name).isLessThan(threshold - CLEAR);
                }
            }
        });
        assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("phantom-adult.dcm",
                "phantom-hand.dcm", "phantom-no-pneumonia-1.dcm", "phantom-no-pneumonia-2.dcm",
                "phantom-pneumonia-1.dcm", "phantom-pneumonia-2.dcm");
    }

    @Test
    void haveOneOutOfScopeAndOneThatNoModelLooksAt() {
        assertThat(chestModels()).allSatisfy(model -> {
            var applies = model.manifest().appliesTo();
            assertThat(applies.judge(header(folder.resolve("studies/phantom-adult.dcm"))))
                    .isInstanceOf(Applicability.OutOfScope.class);
            assertThat(applies.judge(header(folder.resolve("studies/phantom-hand.dcm"))))
                    .isInstanceOf(Applicability.Contradicts.class);
            assertThat(applies.judge(header(folder.resolve("studies/phantom-pneumonia-1.dcm"))))
                    .isInstanceOf(Applicability.Applies.class);
        });
    }

    @Test
    void areTestsOfNobody() {
        assertThat(files).allSatisfy(file -> {
            assertThat(header(file).text(Tag.QUALITY_CONTROL_IMAGE)).hasValue("YES");
            assertThat(header(file).text(Tag.PATIENT_NAME)).hasValue("PHANTOM^SYNTHETIC");
        });
    }

    @Test
    void sayWhatIsMissingWhereNoModelMakesPictures() throws IOException {
        Files.createDirectories(folder.resolve("home/models"));

        var nowhere = new DemoStudies(folder.resolve("home"));

        assertThatThrownBy(() -> nowhere.write(folder.resolve("none"), LocalDateTime.now()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no sound package here makes pictures")
                .hasMessageContaining("models/recipes/chest-phantom/build.sh");
    }
}
