// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatientsTest {
    private final Patients patients = new Patients(5, Duration.ofMillis(10));

    @Test
    void comeAtTheRateOfTheLoad() {
        var arrivals = patients.arrivals(20_000, 3);

        assertThat(arrivals).hasSize(20_000).isSortedAccordingTo((a, b) -> Long.compare(a.afterNanos(), b.afterNanos()));
        assertThat(arrivals.getLast().afterNanos() / 20_000 / 1e6).isCloseTo(2, within(0.05));
    }

    @Test
    void areStatOnceInTen() {
        var arrivals = patients.arrivals(20_000, 3);

        assertThat(arrivals.stream().filter(each -> each.severity() == Severity.STAT).count() / 20_000.0)
                .isCloseTo(0.1, within(0.01));
    }

    @Test
    void comeAgainWithTheSameSeedOnly() {
        assertThat(patients.arrivals(100, 3)).isEqualTo(patients.arrivals(100, 3));
        assertThat(patients.arrivals(100, 3)).isNotEqualTo(patients.arrivals(100, 4));
    }

    @Test
    void haveBudgetsInServiceTimes() {
        assertThat(patients.budget(Severity.STAT)).isEqualTo(Duration.ofMillis(70));
        assertThat(patients.budget(Severity.ROUTINE)).isEqualTo(Duration.ofMillis(500));
    }
}
