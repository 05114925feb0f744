// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "150ms,PT0.15S", "1500ms,PT1.5S", "30s,PT30S", "90s,PT90S", "10m,PT10M", "1h,PT1H", "1d,PT24H",
        "99999d,PT2399976H"
    })
    void readsWhatItWrites(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
        assertThat(DurationText.of(duration)).isEqualTo(text);
        assertThat(text).matches(DurationText.PATTERN);
    }

    @ParameterizedTest
    @CsvSource({"60s,1m", "1000ms,1s", "24h,1d", "48h,2d"})
    void writesTheLargestUnitThatFits(String text, String shortest) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "0s", "01s", "-1s", "1.5s", "1 s", "1S", "1w", "100000s",
        "1s\n", "PT1S", "１s"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> DurationText.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("150ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0001S", "PT100.001S", "PT2400000H"})
    void writesNothingItCouldNotReadBack(Duration duration) {
        assertThatThrownBy(() -> DurationText.of(duration)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999d", "99999ms"})
    void fitsNanosecondsAlways(String text) {
        assertThat(DurationText.parse(text).toNanos()).isPositive();
    }
}
