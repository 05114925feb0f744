// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.explain.HeatMap.Input;
import dev.gantry.explain.HeatMap.Method;
import dev.gantry.preprocess.Placement;
import dev.gantry.preprocess.Placement.Along;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    private static Along along(double start, double perStep, int length) {
        return new Along(start, perStep, length, OptionalDouble.empty());
    }

    private static HeatMap map(Placement placement, float... values) {
        return new HeatMap(2, 2, values, placement, new Input(8, 8), Method.CAM);
    }

    @Test
    void findsThePeakInTheObjectsPicture() {
        var stretched = new Placement(along(0, 100, 800), along(0, 50, 400), along(0, 1, 1));

        var peak = map(stretched, 0, 3, 1, 2).peak();

        assertThat(peak).isEqualTo(new HeatMap.Peak(600, 100, 3));
    }

    @Test
    void liesStraightBetweenPlacesAndIsOneAtTheLoudest() {
        var same = new Placement(along(0, 1, 8), along(0, 1, 8), along(0, 1, 1));
        var plane = map(same, 0, 4, 0, 4).plane(1, 4);

        assertThat(plane).containsExactly(new float[] {0, 0.25f, 0.75f, 1}, within(1e-6f));
    }

    @Test
    void showsNothingWhereTheModelSawNothingAndWhatSpeaksAgainst() {
        var cropped = new Placement(along(4, 1, 16), along(0, 1, 8), along(0, 1, 1));
        var plane = map(cropped, -2, 4, -2, 4).plane(1, 16);

        assertThat(plane[0]).isZero();
        assertThat(plane[4]).isZero();
        assertThat(plane[11]).isEqualTo(1);
        assertThat(plane[12]).as("outside of the crop").isZero();
    }

    @Test
    void turnsWithThePicture() {
        var turned = new Placement(along(8, -1, 8), along(0, 1, 8), along(0, 1, 1));

        assertThat(map(turned, 0, 4, 0, 4).peak().column()).isEqualTo(2);
        assertThat(map(turned, 0, 4, 0, 4).plane(1, 4)[0]).isEqualTo(1);
    }
}
