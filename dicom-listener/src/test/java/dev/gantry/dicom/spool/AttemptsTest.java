// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
    @TempDir
    Path folder;

    Attempts open() throws IOException {
        return Attempts.open(folder.resolve("attempts"), 1000);
    }

    /// What another process would find now, as after a kill.
    Attempts afterKill() throws IOException {
        var copy = folder.resolve("copy");
        Files.deleteIfExists(copy);
        Files.copy(folder.resolve("attempts"), copy);
        return Attempts.open(copy, 2000);
    }

    @Test
    void tellsWhatWasUnderWay() throws Exception {
        try (var attempts = open()) {
            attempts.clear();
            attempts.begin("m1-0", "decode");
            attempts.begin("m1-1", "chest/1.0.0").close();
            attempts.begin("m1-2", "chest/1.0.0");

            assertThat(afterKill().found()).containsExactlyInAnyOrder(
                    new Attempts.Found("m1-0", "decode", 1000),
                    new Attempts.Found("m1-2", "chest/1.0.0", 1002));
        }
    }

    @Test
    void tellsNothingAfterAnOrderlyEnd() throws Exception {
        var attempts = open();
        attempts.begin("m1-0", "decode");

        attempts.close();

        assertThat(open().found()).isEmpty();
    }

    @Test
    void tellsItUntilItIsCleared() throws Exception {
        open().begin("m1-0", "decode");

        assertThat(open().found()).hasSize(1);
        var again = open();
        assertThat(again.found()).hasSize(1);
        again.clear();

        assertThat(open().found()).isEmpty();
    }

    @Test
    void goesOnUnnotedWhenTheTableIsFull() throws Exception {
        try (var attempts = open()) {
            for (int i = 0; i < 300; i++) {
                attempts.begin("m1-" + i, "decode");
            }

            assertThat(afterKill().found()).hasSize(256);
        }
    }

    @Test
    void usesAPlaceAgain() throws Exception {
        try (var attempts = open()) {
            long began = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                var attempt = attempts.begin("m1-" + i, "decode");
                attempt.close();
                attempt.close();
            }
            System.out.printf("attempts: %.1f us for begin and end%n", (System.nanoTime() - began) / 1e6);
            attempts.begin("m1-x", "decode");

            assertThat(afterKill().found()).singleElement().extracting(Attempts.Found::id).isEqualTo("m1-x");
        }
    }
}
