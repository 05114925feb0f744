// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DutyTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Duty duty = new Duty(Optional.of(Duration.ofSeconds(30)));

    @Test
    void asksForNoMoreTimeBeforeSomethingLongBegins() {
        assertThat(duty.due(60 * SECOND, true, "")).isEmpty();
    }

    @Test
    void asksForMoreTimeWhileAnEngineIsBuiltButNotForEver() {
        assertThat(duty.preparing("the models are made ready", 0))
                .isEqualTo("EXTEND_TIMEOUT_USEC=30000000\nSTATUS=the models are made ready\n");

        assertThat(duty.due(600 * SECOND, true, "")).contains("EXTEND_TIMEOUT_USEC=30000000\n");
        assertThat(duty.due(1800 * SECOND, true, "")).isEmpty();
    }

    @Test
    void isReadyOnceAndFeedsTheWatchdogFromThen() {
        duty.preparing("models", 0);

        assertThat(duty.ready("receiving")).isEqualTo("READY=1\nSTATUS=receiving\n");
        assertThat(duty.due(SECOND, true, "receiving")).contains("WATCHDOG=1\n");
        assertThat(duty.due(2 * SECOND, true, "degraded: no model is active"))
                .contains("WATCHDOG=1\nSTATUS=degraded: no model is active\n");
        assertThat(duty.due(3 * SECOND, true, "degraded: no model is active")).contains("WATCHDOG=1\n");
    }

    @Test
    void letsTheWatchdogGoHungryWhenARunHangsAndStillTellsTheStatus() {
        duty.ready("receiving");

        assertThat(duty.due(SECOND, false, "receiving")).isEmpty();
        assertThat(duty.due(SECOND, false, "a run hangs")).contains("STATUS=a run hangs\n");
    }

    @Test
    void feedsOnWhileItDrains() {
        duty.ready("receiving");

        assertThat(duty.stopping("draining")).isEqualTo("STOPPING=1\nSTATUS=draining\n");
        assertThat(duty.due(SECOND, false, "receiving")).contains("WATCHDOG=1\n");
    }

    @Test
    void keepsAStatusInOneLineSoThatNothingElseIsSaidByIt() {
        assertThat(duty.ready("first\nMAINPID=1")).isEqualTo("READY=1\nSTATUS=first MAINPID=1\n");
    }

    @Test
    void feedsFourTimesAsOftenAsIsAskedForAndAtLeastEachSecond() {
        assertThat(duty.every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new Duty(Optional.of(Duration.ofSeconds(2))).every()).isEqualTo(Duration.ofMillis(500));
        assertThat(new Duty(Optional.empty()).every()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void readsTheWatchdogThatIsMeantForThisProcess() {
        var own = Long.toString(ProcessHandle.current().pid());

        assertThat(ServiceUnit.watchdog(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", own)))
                .contains(Duration.ofSeconds(30));
        assertThat(ServiceUnit.watchdog(Map.of("WATCHDOG_USEC", "30000000"))).contains(Duration.ofSeconds(30));
        assertThat(ServiceUnit.watchdog(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1"))).isEmpty();
        assertThat(ServiceUnit.watchdog(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
        assertThat(ServiceUnit.watchdog(Map.of())).isEmpty();
    }
}
