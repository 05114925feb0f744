// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gantry.dicom.dimse.StoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Trend trend = new Trend();

    @ParameterizedTest
    @ValueSource(doubles = {0.06, 0.9, 1, 7.3, 149, 12_345, 60_000})
    void tellsATimeToFivePercent(double millis) {
        trend.stored(StoreStatus.SUCCESS, Duration.ofNanos((long) (millis * 1e6)), 1);
        trend.step(NOON, Map.of());

        var took = trend.chart(NOON.minusSeconds(1), 10).points().getFirst().times().get(Stage.STORE);
        assertThat(took.p50()).isCloseTo(millis, withinPercentage(5.1));
        assertThat(took.p99()).isEqualTo(took.p50());
    }

    @Test
    void tellsPercentilesOfTheStepsOfAPointTogether() {
        for (int i = 1; i <= 100; i++) {
            trend.stored(StoreStatus.SUCCESS, Duration.ofMillis(i), 1000);
            if (i % 50 == 0) {
                trend.step(NOON.plusSeconds(i), Map.of(Gauge.LANE, i / 10.0));
            }
        }

        var point = trend.chart(NOON, 1).points().getFirst();
        assertThat(point.times().get(Stage.STORE).count()).isEqualTo(100);
        assertThat(point.times().get(Stage.STORE).p50()).isCloseTo(50, withinPercentage(5.1));
        assertThat(point.times().get(Stage.STORE).p95()).isCloseTo(95, withinPercentage(5.1));
        assertThat(point.counts()).containsEntry(Count.OBJECTS, 100L).containsEntry(Count.BYTES, 100_000L);
        assertThat(point.gauges()).as("the highest").containsEntry(Gauge.LANE, 10.0);
    }

    @Test
    void keepsADayAndNoMore() {
        for (int i = 0; i < Trend.MOST_STEPS + 100; i++) {
            trend.step(NOON.plusSeconds(10L * i), Map.of());
        }

        var chart = trend.chart(Instant.MIN, 100_000);
        assertThat(chart.points()).hasSize(Trend.MOST_STEPS);
        assertThat(chart.points().getFirst().at()).isEqualTo(NOON.plusSeconds(1000));
        assertThat(trend.chart(Instant.MIN, 360).points()).hasSize(360);
        assertThat(trend.chart(Instant.MIN, 360).span()).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void countsWhatIsNotStoredApart() {
        trend.stored(StoreStatus.OUT_OF_RESOURCES, Duration.ofMillis(1), 10);
        trend.step(NOON, Map.of());

        assertThat(trend.chart(NOON.minusSeconds(1), 1).points().getFirst().counts())
                .containsEntry(Count.REFUSED, 1L).doesNotContainKey(Count.OBJECTS);
    }

    @Test
    void saysNothingOfStagesInWhichNothingHappened() {
        trend.step(NOON, Map.of());

        assertThat(trend.chart(NOON.minusSeconds(1), 1).points().getFirst().times()).isEmpty();
    }
}
