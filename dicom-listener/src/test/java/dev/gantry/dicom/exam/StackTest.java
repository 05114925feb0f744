// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.exam.Picture.Pose;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StackTest {
    private static Stack of(double... millimetres) {
        return Stack.of(DoubleStream.of(millimetres).mapToObj(z -> new Pose(0, 0, 1000, Math.round(z * 100))).toList());
    }

    @Test
    void isRegularWhateverTheOrder() {
        assertThat(of(10, 0, 5, 20, 15)).isEqualTo(Stack.REGULAR);
    }

    @Test
    void forgivesRounding() {
        assertThat(of(0, 0.63, 1.25, 1.88, 2.5)).isEqualTo(Stack.REGULAR);
    }

    @Test
    void hasAGapWhereSlicesAreMissing() {
        assertThat(of(0, 5, 10, 25, 30)).isEqualTo(Stack.GAP);
    }

    @Test
    void isNoStackWhenItsSpacingIsNot() {
        assertThat(of(0, 5, 10, 17, 22)).isEqualTo(Stack.UNKNOWN);
    }

    @Test
    void isNoStackWhenItsSlicesAreNotParallel() {
        var scouts = List.of(new Pose(0, 0, 1000, 0), new Pose(0, 1000, 0, 0), new Pose(1000, 0, 0, 0),
                new Pose(0, 0, 1000, 500));

        assertThat(Stack.of(scouts)).isEqualTo(Stack.UNKNOWN);
    }

    @Test
    void saysNothingOfAFewSlices() {
        assertThat(of(0, 5, 15)).isEqualTo(Stack.UNKNOWN);
    }
}
