// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
    @TempDir
    Path folder;

    private Path list(String... lines) throws IOException {
        Files.write(folder.resolve("a.png"), new byte[1]);
        Files.write(folder.resolve("b, c.png"), new byte[1]);
        return Files.write(folder.resolve("labels.csv"), List.of(lines));
    }

    @Test
    void readsFilesAndWhatTheyHold() throws IOException {
        var labels = Labels.read(list("File,Label", "# read by two", "a.png, yes", "", "b, c.png,0"));

        assertThat(labels.samples()).extracting(Sample::file).containsExactly("a.png", "b, c.png");
        assertThat(labels.positive()).containsExactly(true, false);
    }

    @Test
    void namesTheLineThatItCannotRead() throws IOException {
        var wrong = list("a.png,1", "b, c.png,maybe");
        assertThatThrownBy(() -> Labels.read(wrong)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2").hasMessageContaining("label 1 or 0");

        var missing = list("gone.png,1");
        assertThatThrownBy(() -> Labels.read(missing)).hasMessageContaining("line 1").hasMessageContaining("gone.png");
    }

    @Test
    void wantsBothKinds() throws IOException {
        var one = list("a.png,1");

        assertThatThrownBy(() -> Labels.read(one)).hasMessageContaining("both kinds are needed");
    }
}
