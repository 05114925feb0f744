// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void isWhatTheSchemaSays() throws IOException {
        var page = SettingsPage.text();
        if (System.getProperty("settings.page", "").equals("write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("mvn -q test -pl config -Dtest=SettingsPageTest -Dsettings.page=write writes it anew")
                .hasContent(page);
    }

    @Test
    void documentsEveryKey() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(SettingsPage.keys()).hasSizeGreaterThan(25)
                .allSatisfy(key -> assertThat(page).contains("| `" + key.name() + "` | "));
    }

    @Test
    void showsFilesThatWork(@TempDir Path folder) throws IOException {
        var blocks = Files.readString(PAGE).split("```yaml\n");

        assertThat(blocks).hasSize(3);
        for (int i = 1; i < blocks.length; i++) {
            var file = Files.writeString(folder.resolve("gantry.yaml"), blocks[i].split("```")[0]);
            assertThat(SettingsFile.read(file).site()).isEqualTo("st-anna");
        }
    }
}
