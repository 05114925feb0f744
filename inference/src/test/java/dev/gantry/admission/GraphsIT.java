// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.config.InferenceSettings;
import dev.gantry.admission.GraphTrial.Result;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many nets with random weights, exported by `models/recipes/graphs/export.py`, whole path: manifest,
/// admission, preprocessing, ONNX Runtime, head, reading. Torch has worked the answers out on its own.
///
///     /usr/bin/python3 models/recipes/graphs/export.py --out target/graphs
///     mvn verify -Pgraphs -pl inference -am [-Dgraphs.page=write]
@Timeout(600)
class GraphsIT {
    private static final Path FOLDER = Path.of(System.getProperty("gantry.graphs", ""));
    private static final Path PAGE = Path.of("..", "docs", "graphs.md");
    private static final List<Result> RESULTS = new ArrayList<>();

    private static GraphTrial trial;

    @BeforeAll
    static void lookForThePackages() {
        boolean there = !FOLDER.toString().isEmpty() && Files.isDirectory(FOLDER.resolve("models"));
        assumeTrue(there, "no packages in '" + FOLDER
                + "': models/recipes/graphs/export.py writes them, -Pgraphs -Dgantry.graphs=FOLDER names them");
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        trial = new GraphTrial(new Admittance(runtime, System::nanoTime), FOLDER.resolve("answers"));
    }

    static List<Candidate> packages() {
        return ModelFolder.read(FOLDER.resolve("models"));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void saysWhatTorchSaysOrRefusesWhatIsBroken(Candidate candidate) throws IOException {
        var result = trial.run(candidate);

        RESULTS.add(result);
        switch (result) {
            case Result.Admitted admitted -> {
                System.out.printf("%s: %s, %.1f ms%n", admitted.id(), admitted.difference(), admitted.medianMs());
                assertThat(admitted.torch().refusedBy()).as("admitted, but it is broken").isEmpty();
                assertThat(admitted.difference().small()).as(admitted.difference().toString()).isTrue();
            }
            case Result.Refused refused -> {
                System.out.printf("%s: refused by %s: %s%n", refused.id(), refused.gate(), refused.detail());
                assertThat(refused.torch().refusedBy()).as(refused.detail()).contains(refused.gate());
            }
        }
    }

    @AfterAll
    static void writeThePage() throws IOException {
        if (System.getProperty("graphs.page", "").equals("write")) {
            Files.writeString(PAGE, GraphsPage.page(RESULTS));
        }
    }
}
