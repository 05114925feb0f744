// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.ObjectMapper;

/// That it measures; what it measures stands in docs/engine.md.
@Timeout(60)
class EngineBenchIT {
    private static EngineBench.Plan plan(String model) {
        return new EngineBench.Plan(Path.of("..", "models"), model, 1, 300, Path.of("target", "natives"));
    }

    @Test
    void comparesAnAnalysisWithABareRun() throws Exception {
        try (var bench = new EngineBench(plan("chest-pneumonia"), _ -> {})) {
            var json = new ObjectMapper().readTree(bench.run(true));

            assertThat(json.at("/milliseconds/bare run/p50").asDouble()).isPositive();
            assertThat(json.at("/milliseconds/analysis, call to callback/p50").asDouble())
                    .isGreaterThan(json.at("/milliseconds/of the analysis: tensor to findings/p50").asDouble());
            assertThat(json.at("/allocated-bytes/session run").asLong()).isPositive()
                    .isLessThanOrEqualTo(json.at("/allocated-bytes/bare run").asLong() + 64);
        }
    }

    @Test
    void saysThatThereIsNoSuchModel() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EngineBench(plan("none"), _ -> {}))
                .withMessageContaining("has no model none that could be used");
    }
}
