// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UrgencyTest {
    private static final long NOW = Long.MAX_VALUE - 1000;

    @Test
    void allowsARunTenBudgetsButNeverLessThanTenSeconds() {
        var deadline = new Deadline(NOW);

        assertThat(Urgency.of(deadline, Severity.STAT, Late.FINISH, Duration.ofMillis(150)).longestRun())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Urgency.of(deadline, Severity.STAT, Late.FINISH, Duration.ofSeconds(2)).longestRun())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void givesReplayedWorkTheWholeBudgetAgainAndSaysSo() {
        var replayed = Urgency.replayed(Severity.URGENT, Late.DROP, Duration.ofSeconds(2), NOW);

        assertThat(replayed).isEqualTo(new Urgency(
                Deadline.after(Duration.ofSeconds(2), NOW),
                Severity.URGENT, Late.DROP, Duration.ofSeconds(20), true));
        assertThat(replayed.deadline().left(NOW)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void saysOfWorkThatJustCameThatItIsNotReplayed() {
        var urgency = Urgency.of(new Deadline(NOW), Severity.STAT, Late.FINISH, Duration.ofSeconds(1));

        assertThat(urgency.replayed()).isFalse();
    }
}
