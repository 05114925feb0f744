// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/// Whatever the order of images, repeats, corrections, changes of mode, rejections, late answers, crashes, broker losses
/// and refusals: each unit ends with exactly one standing answer, for every subscriber.
///
/// `-Dgantry.life.runs=10000` for more, `-Dgantry.life.seed=...` for one again. A run is a story of twelve units, each of
/// which is a sequence of its own.
class LifeCycleTest {
    private static final int RUNS = Integer.getInteger("gantry.life.runs", 170);

    private static final Path MEMORY = Path.of("/dev/shm");

    @Test
    void convergesWhateverHappens(@TempDir(factory = InMemory.class) Path folder) throws IOException {
        var given = Long.getLong("gantry.life.seed");
        long first = given == null ? System.nanoTime() : given;
        int runs = given == null ? RUNS : 1;
        var told = new Story.Tally();
        long since = System.nanoTime();
        for (int run = 0; run < runs; run++) {
            long seed = first + run;
            try (var story = new Story(new SplittableRandom(seed), folder.resolve("run-" + run), told)) {
                story.live();
                story.end();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("run it again with -Dgantry.life.seed=%d".formatted(seed), e);
            }
        }
        System.out.printf("life cycle: %d sequences from seed %d in %d ms: %s%n", runs * Story.UNITS, first,
                (System.nanoTime() - since) / 1_000_000, told);
        if (given == null) {
            assertThat(told.everythingHappened()).as("this test has seen everything it is about: %s", told).isTrue();
        }
    }

    /// Nothing here depends on a sync: crashes of the process are meant, not of the machine.
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "gantry-life-")
                    : Files.createTempDirectory("gantry-life-");
        }
    }
}
