// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import dev.gantry.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command line beside an engine that runs.
@Timeout(120)
class ModelCommandIT {
    @TempDir
    Path folder;

    @Test
    void tellsWhatTheRunningApplianceMakesOfAChange() throws IOException {
        var site = new ModelSite(folder);
        var settings = SettingsFile.read(site.file());
        try (var engine = Engine.start(
                settings.models(), settings.inference(), Path.of("target", "natives"), System::nanoTime)) {
            assertThat(site.model("list").text()).startsWith("The appliance runs (process ")
                    .containsPattern("1.0.0 +active +installed +the highest\n +cpu, int8, warm-up [0-9.]+ ms, signed: no");

            assertThat(site.model("add", site.chest("stick", "1.1.0").toString()).text()).isEqualTo(
                    "added: chest-pneumonia/1.1.0\nactive: chest-pneumonia/1.1.0 (the highest)\n");
            assertThat(engine.active().getFirst().id()).hasToString("chest-pneumonia/1.1.0");

            assertThat(site.model("rollback", "chest-pneumonia").text())
                    .startsWith("active: chest-pneumonia/1.0.0 (chosen 2");
            assertThat(engine.active().getFirst().id()).hasToString("chest-pneumonia/1.0.0");

            var wrong = site.chest("stick", "1.2.0");
            var cases = wrong.resolve("golden/cases.yaml");
            Files.writeString(cases, Files.readString(cases).replace("0.1105", "0.3105"));
            assertThat(site.model("add", wrong.toString()).text()).startsWith("added: chest-pneumonia/1.2.0\nstandby:");
            assertThat(site.model("activate", "chest-pneumonia", "1.2.0")).satisfies(printed -> {
                assertThat(printed.exit()).isEqualTo(1);
                assertThat(printed.text()).startsWith("refused: chest-pneumonia/1.2.0 (GOLDEN: phantom-no-opacity-1.dcm:"
                        + " pneumonia expected negative 0.3105 within 0.0500, got negative 0.11");
            });
            assertThat(engine.active().getFirst().id()).hasToString("chest-pneumonia/1.0.0");

            assertThat(site.model("off", "chest-pneumonia").exit()).isZero();
            assertThat(engine.active()).isEmpty();
        }
    }
}
