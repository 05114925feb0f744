// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void spreadsUnsignedLevelsOverTheRange() {
        var levels = Levels.unsigned(new Range(-1, 3));

        assertThat(levels.scale()).isCloseTo(4f / 255, within(1e-9f));
        assertThat(levels.zero()).isEqualTo(64); // 63.75
    }

    @Test
    void beginsAtZeroForValuesThatAreNeverNegative() {
        assertThat(Levels.unsigned(new Range(2, 6)).zero()).isZero();
        assertThat(Levels.unsigned(new Range(0, 6)).zero()).isZero();
        assertThat(Levels.unsigned(new Range(-6, -2)).zero()).isEqualTo(255);
    }

    @Test
    void neverReachesBeyondTheRangeSoThatAClipCanGo() {
        for (float high : new float[] {6, 1, 0.3f, 5.9999995f, 123.457f}) {
            var levels = Levels.unsigned(new Range(0, high));

            assertThat(255.0 * levels.scale()).isLessThanOrEqualTo(high);
        }
    }

    @Test
    void putsSymmetricLevelsAroundZero() {
        var levels = Levels.signed(new Range(-1, 3));

        assertThat(levels.zero()).isZero();
        assertThat(levels.scale()).isCloseTo(3f / 127, within(1e-9f));
    }

    @Test
    void givesATensorThatIsAlwaysZeroAScale() {
        assertThat(Levels.unsigned(new Range(0, 0)).scale()).isPositive();
        assertThat(Levels.signed(new Range(0, 0)).scale()).isPositive();
    }

    @Test
    void refusesARangeThatIsNone() {
        assertThatThrownBy(() -> new Range(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(Float.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Method.Percentile(30)).isInstanceOf(IllegalArgumentException.class);
    }
}
