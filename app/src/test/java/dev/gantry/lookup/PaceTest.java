// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Pace pace = new Pace(3);

    @Test
    void letsAMinutesWorthThroughAndThenOneByOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(pace.ask("a", 0).free()).isTrue();
        }

        assertThat(pace.ask("a", 0)).isEqualTo(new Pace.Turn(false, true, Duration.ofSeconds(20)));
        assertThat(pace.ask("a", SECOND).first()).as("the audit gets the first refusal only").isFalse();
        assertThat(pace.ask("a", 20 * SECOND).free()).isTrue();
        assertThat(pace.ask("a", 20 * SECOND)).satisfies(turn -> assertThat(turn.free()).isFalse())
                .satisfies(turn -> assertThat(turn.first()).isTrue());
    }

    @Test
    void slowsNobodyForWhatAnotherDoes() {
        for (int i = 0; i < 9; i++) {
            pace.ask("a", 0);
        }

        assertThat(pace.ask("b", 0).free()).isTrue();
    }

    @Test
    void savesNothingUpForLater() {
        pace.ask("a", 0);

        long later = Duration.ofDays(1).toNanos();
        for (int i = 0; i < 3; i++) {
            assertThat(pace.ask("a", later).free()).isTrue();
        }
        assertThat(pace.ask("a", later).free()).isFalse();
    }
}
