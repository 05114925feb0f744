// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(180)
class PublishBenchIT {
    @TempDir
    Path folder;

    @Test
    void measuresEachOutcomeOnce() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Processes.installed("mosquitto").isPresent(), "mosquitto is not installed");
        var plan = new PublishBench.Plan(Optional.empty(), 100, 1_000, 200, folder);

        var figures = JsonMapper.shared().readTree(new PublishBench(plan, _ -> {}).run(true));

        assertThat(figures.path("outcomes").intValue()).isEqualTo(100);
        assertThat(figures.path("p50-ms").doubleValue()).isPositive()
                .isLessThanOrEqualTo(figures.path("p99-ms").doubleValue());
        assertThat(figures.path("sustained-per-s").longValue()).isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysThatThereIsNoBroker() {
        var plan = new PublishBench.Plan(Optional.of(URI.create("tcp://127.0.0.1:1")), 100, 1_000, 100, folder);

        assertThatThrownBy(() -> new PublishBench(plan, _ -> {}).run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no broker at tcp://127.0.0.1:1: nobody listens at 127.0.0.1:1");
    }
}
