// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FillRateTest {
    static final long GB = 1L << 30;

    final FillRate rate = new FillRate();

    void grow(int fromMinute, int toMinute, long start, long perMinute) {
        for (int minute = fromMinute; minute <= toMinute; minute++) {
            rate.add(Duration.ofMinutes(minute).toNanos(), start + (minute - fromMinute) * perMinute);
        }
    }

    @Test
    void saysHowManyHoursAreLeftAtThePresentRate() {
        grow(0, 60, 100 * GB, GB); // 60 GB an hour, 160 GB now

        assertThat(rate.hoursUntil(220 * GB)).hasValueSatisfying(hours -> assertThat(hours).isEqualTo(1, within(1e-9)));
    }

    @Test
    void saysNothingBeforeFiveMinutes() {
        grow(0, 4, 0, GB);

        assertThat(rate.hoursUntil(100 * GB)).isEmpty();

        grow(5, 5, 5 * GB, 0);

        assertThat(rate.hoursUntil(100 * GB)).isPresent();
    }

    @Test
    void saysNothingWhenTheDiskDoesNotFill() {
        grow(0, 60, 100 * GB, -GB / 10);

        assertThat(rate.hoursUntil(220 * GB)).isEmpty();
    }

    @Test
    void forgetsWhatIsOlderThanTwoHours() {
        grow(0, 60, 0, 2 * GB);
        grow(61, 300, 120 * GB, GB / 60); // a quiet afternoon: 1 GB an hour

        assertThat(rate.hoursUntil(134 * GB)).hasValueSatisfying(
                hours -> assertThat(hours).isEqualTo(10, within(0.2)));
    }

    @Test
    void isZeroWhenTheLimitIsPassed() {
        grow(0, 10, 100 * GB, GB);

        assertThat(rate.hoursUntil(50 * GB)).contains(0.0);
    }

    @Test
    void saysNothingOfAYearFromNow() {
        grow(0, 60, 0, 1);

        assertThat(rate.hoursUntil(100 * GB)).isEmpty();
    }
}
