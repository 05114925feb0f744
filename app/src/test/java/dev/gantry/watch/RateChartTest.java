// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateChartTest {
    /// Lorden's bound, at a limit low enough to see it.
    @Test
    void takesAtLeastAsManyTrialsToAFalseAlarmAsWereAskedFor() {
        var random = new Random(17);
        double trials = 0;
        for (int run = 0; run < 300; run++) {
            var chart = new RateChart(0.1, 2, 200, RateChart.State.CALM);
            while (!chart.alarm()) {
                chart.trial(random.nextDouble() < 0.1);
                trials++;
            }
        }

        System.out.printf("rate chart seed 17: %.0f trials to a false alarm, asked for 200%n", trials / 300);
        assertThat(trials / 300).isGreaterThan(200);
    }

    @Test
    void addsTheLogarithmOfTheLikelihoodRatio() {
        var chart = new RateChart(0.2, 2, 1e6, RateChart.State.CALM);

        chart.trial(true);

        // the odds 1:4 become 1:2, so 1/5 becomes 1/3
        assertThat(chart.state().score()).isCloseTo(Math.log((1 / 3.0) / (1 / 5.0)), within(1e-12));
        chart.trial(false);
        assertThat(chart.state().score())
                .isCloseTo(Math.log(5 / 3.0) + Math.log((2 / 3.0) / (4 / 5.0)), within(1e-12));
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatThrownBy(() -> new RateChart(0, 2, 100, RateChart.State.CALM))
                .hasMessageContaining("expected must be between 0 and 1, was 0.0");
    }
}
