// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recipes of the models, as someone meets them who has no data yet.
@Timeout(60)
class RecipesIT {
    private static final Path RECIPES = Path.of("..", "models", "recipes");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    /// Each script of a recipe that takes a data set.
    static Stream<String> scripts() throws IOException {
        try (var files = Files.walk(RECIPES, 2)) {
            return files.map(RECIPES::relativize).map(Path::toString)
                    .filter(file -> !file.startsWith("kit") && file.matches(".+/(build|build-small|measure|try)\\.sh"))
                    .sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void saysWhatToFetchAndFromWhomAndChangesNothingWithoutItsData(String script, @TempDir Path folder)
            throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON);
        var empty = Files.createDirectory(folder.resolve("empty"));
        var said = folder.resolve("said.txt");
        var builder = new ProcessBuilder(
                RECIPES.resolve(script).toString(), empty.toString(), folder.resolve("out").toString())
                .redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("WORK", folder.resolve("work").toString());

        var process = builder.start();

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(said, StandardCharsets.UTF_8))
                .contains(empty + ": ", " is not there; nothing was changed", "fetch: ", "from: ", "licence: CC BY");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("work")).doesNotExist();
    }
}
