// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.InferenceSettings;
import dev.gantry.config.InferenceSettings.Provider;
import dev.gantry.doctor.Finding.Level;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelsCheckIT {
    private static final Path SHIPPED = Path.of("..", "models");
    private static final Path CACHE = Path.of("target", "natives");

    private static List<Finding> look(Path models, Provider... providers) {
        var settings = new InferenceSettings(Provider.CPU, 1, 1);
        return new ModelsCheck(models, List.of(providers), settings, CACHE, 5).look();
    }

    @Test
    void runsTheShippedModelsOnTheCpu() {
        assertThat(look(SHIPPED, Provider.CPU)).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.level()).as(finding.text()).isEqualTo(Level.OK);
            assertThat(finding.figures()).containsEntry("provider", "cpu").containsEntry("runs", 5)
                    .containsKeys("p50-ms", "p99-ms");
        });
    }

    @Test
    void saysWhichProviderReallyRanAModel() {
        var findings = look(SHIPPED, Provider.CUDA, Provider.CPU);

        assertThat(findings.getFirst().level()).isEqualTo(Level.NOTE);
        assertThat(findings.getFirst().text())
                .contains(" does not run on CUDA but on cpu: cuda: no file in the manifest");
        assertThat(findings.getFirst().figures()).containsEntry("provider", "cpu").containsKey("times-cpu");
    }

    @Test
    void saysThatThereIsNoModel(@TempDir Path empty) {
        assertThat(look(empty, Provider.CPU)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WRONG);
            assertThat(finding.text()).isEqualTo("no model is installed in " + empty);
        });
        assertThat(look(empty.resolve("none"), Provider.CPU)).singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("there is no folder"));
    }
}
