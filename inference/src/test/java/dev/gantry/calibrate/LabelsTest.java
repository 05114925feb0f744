// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

    @Test
    void countsPairsInTheRightOrderAndTiesByHalf() {
        var positive = List.of(true, true, false, false);

        assertThat(Auroc.of(List.of(4.0, 3.0, 2.0, 1.0), positive)).isEqualTo(1);
        assertThat(Auroc.of(List.of(1.0, 2.0, 3.0, 4.0), positive)).isZero();
        assertThat(Auroc.of(List.of(1.0, 1.0, 1.0, 1.0), positive)).isEqualTo(0.5);
        // of four pairs two right, one tied
        assertThat(Auroc.of(List.of(4.0, 2.0, 2.0, 3.0), positive)).isCloseTo(2.5 / 4, within(1e-12));
    }
}
