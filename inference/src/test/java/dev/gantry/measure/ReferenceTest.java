// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Against values that `reference.py` computed from the definitions with numpy, the slow way.
class ReferenceTest {
    private static final Offset<Double> NEAR = within(1e-10);

    private static JsonNode reference() throws IOException {
        try (var in = ReferenceTest.class.getResourceAsStream("/measure/reference.json")) {
            return new ObjectMapper().readTree(in.readAllBytes());
        }
    }

    static Stream<JsonNode> cases() throws IOException {
        return StreamSupport.stream(reference().path("cases").spliterator(), false);
    }

    private static double[] numbers(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    }

    private static Judged judged(JsonNode one, String scores) {
        var truth = numbers(one.path("truth"));
        var flags = new boolean[truth.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = truth[i] == 1;
        }
        return new Judged(numbers(one.path(scores)), flags);
    }

    private static void same(Interval interval, JsonNode expected) {
        assertThat(DoubleStream.of(interval.low(), interval.high()).toArray()).containsExactly(numbers(expected), NEAR);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ranksAsTheDefinitionsDo(JsonNode one) {
        var judged = judged(one, "first");
        var area = DeLong.area(judged);

        assertThat(area.area()).isCloseTo(one.path("auroc").asDouble(), NEAR);
        assertThat(Roc.of(judged).area()).isCloseTo(one.path("auroc").asDouble(), NEAR);
        assertThat(area.standardError()).isCloseTo(one.path("standard-error").asDouble(), NEAR);
        same(area.interval(), one.path("interval"));
        assertThat(Roc.of(judged).averagePrecision()).isCloseTo(one.path("average-precision").asDouble(), NEAR);
        assertThat(Roc.of(judged).forSensitivity(0.95).orElseThrow().threshold())
                .isEqualTo(one.path("threshold-95").asDouble());
        assertThat(Roc.of(judged).forSpecificity(0.90).orElseThrow().threshold())
                .isEqualTo(one.path("threshold-specific-90").asDouble());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsAndCalibratesAsTheDefinitionsDo(JsonNode one) {
        var judged = judged(one, "first");
        var counts = Counts.at(judged, 0.5);
        var calibration = Calibration.of(judged);

        assertThat(new double[] {counts.hits(), counts.falseAlarms(), counts.rejections(), counts.misses()})
                .containsExactly(numbers(one.path("counts")));
        same(counts.sensitivity().interval().orElseThrow(), one.path("sensitivity"));
        same(counts.specificity().interval().orElseThrow(), one.path("specificity"));
        assertThat(calibration.expected()).isCloseTo(one.path("expected").asDouble(), NEAR);
        assertThat(calibration.greatest()).isCloseTo(one.path("greatest").asDouble(), NEAR);
        assertThat(calibration.brier()).isCloseTo(one.path("brier").asDouble(), NEAR);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void comparesTwoModelsAsTheDefinitionsDo(JsonNode one) {
        var paired = Paired.of(judged(one, "first"), 0.5, judged(one, "second"), 0.5);

        var area = paired.area().orElseThrow();
        assertThat(area.difference()).isCloseTo(one.path("difference").asDouble(), NEAR);
        assertThat(area.p()).isCloseTo(one.path("p").asDouble(), NEAR);
        assertThat(new double[] {paired.onlyFirstRight(), paired.onlySecondRight()})
                .containsExactly(numbers(one.path("only")));
        assertThat(paired.mcnemar()).isCloseTo(one.path("mcnemar").asDouble(), NEAR);
        assertThat(paired.greatestChange()).isCloseTo(one.path("greatest-change").asDouble(), NEAR);
    }

    @Test
    void knowsTheNormalDistributionAndTheCoin() throws IOException {
        for (var row : reference().path("two-sided")) {
            assertThat(Normal.twoSided(row.path(0).asDouble())).isCloseTo(row.path(1).asDouble(), within(1e-14));
        }
        for (var row : reference().path("mcnemar")) {
            assertThat(Paired.mcnemar(row.path(0).asLong(), row.path(1).asLong()))
                    .isCloseTo(row.path(2).asDouble(), NEAR);
        }
    }
}
