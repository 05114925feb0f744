// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationsTest {
    private static final int BOUND = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void removesTheOldestWhenThereAreTooMany() throws IOException {
        var explanations = Explanations.open(folder, BOUND);
        for (var id : new String[] {"a", "b", "c"}) {
            explanations.keep(id, new byte[400_000]);
        }

        assertThat(explanations.of("a")).isEmpty();
        assertThat(explanations.of("b")).isPresent();
        assertThat(explanations.of("c")).isPresent();
        assertThat(explanations.bytes()).isEqualTo(800_000);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void replacesTheMapOfTheSameOutcome() throws IOException {
        var explanations = Explanations.open(folder, BOUND);
        explanations.keep("a", new byte[900_000]);
        explanations.keep("a", new byte[] {1});

        assertThat(explanations.of("a")).hasValueSatisfying(it -> assertThat(it).containsExactly(1));
        assertThat(explanations.bytes()).isEqualTo(1);
    }

    @Test
    void countsWhatAnEarlierRunKeptAndClearsWhatItDidNotFinish() throws IOException {
        for (int i = 0; i < 3; i++) {
            var file = Files.write(folder.resolve("old" + i + ".png"), new byte[500_000]);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * (3 - i)));
        }
        Files.write(folder.resolve("x.png.part"), new byte[9]);
        var explanations = Explanations.open(folder, BOUND);

        assertThat(explanations.bytes()).isEqualTo(1_000_000);
        assertThat(explanations.of("old2")).as("the oldest").isEmpty();
        assertThat(folder.resolve("x.png.part")).doesNotExist();
    }

    @Test
    void refusesIdsThatLeaveTheFolder() throws IOException {
        var explanations = Explanations.open(folder, BOUND);

        assertThatThrownBy(() -> explanations.keep("../x", new byte[1])).hasMessageContaining("not an id");
        assertThatThrownBy(() -> explanations.of("a/b")).hasMessageContaining("not an id");
        assertThatThrownBy(() -> explanations.keep("a", new byte[BOUND + 1])).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> Explanations.open(folder, 5)).hasMessageContaining("at least 1 MB");
    }
}
