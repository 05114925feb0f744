// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Timeout(120)
class ScheduleBenchIT {
    private static ScheduleBench.Plan plan(Optional<String> model) {
        return new ScheduleBench.Plan(
                Path.of("..", "models"), model, 5, 1, 60, 1, 16, 1, 7, Path.of("target", "natives"));
    }

    @Test
    void countsEveryArrivalOnceAtEachQueue() throws IOException, InterruptedException {
        var progress = new ArrayList<String>();

        var report = new ObjectMapper().readTree(new ScheduleBench(plan(Optional.empty()), progress::add).run(true));

        var rows = StreamSupport.stream(report.get("rows").spliterator(), false).toList();
        for (var queue : new String[] {"lane", "first come, first served"}) {
            var own = rows.stream().filter(row -> row.get("queue").asString().equals(queue)).toList();
            assertThat(own.stream().mapToInt(row -> row.get("came").asInt()).sum()).isEqualTo(60);
            assertThat(own).allSatisfy(row -> assertThat(row.get("share").get("FAILED").asDouble()).isZero());
            assertThat(own.stream().mapToDouble(ScheduleBenchIT::shares)).allMatch(sum -> Math.abs(sum - 1) < 1e-9);
        }
        assertThat(report.get("setting").get("load").asString()).contains("5.0 times", "seed 7");
        assertThat(progress).anyMatch(line -> line.contains("seed 7"));
    }

    private static double shares(JsonNode row) {
        return StreamSupport.stream(row.get("share").spliterator(), false).mapToDouble(JsonNode::asDouble).sum();
    }

    @Test
    void saysWhichModelItDoesNotFind() {
        assertThatThrownBy(() -> new ScheduleBench(plan(Optional.of("no-such")), _ -> {}).run(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no sound model package no-such in");
    }
}
