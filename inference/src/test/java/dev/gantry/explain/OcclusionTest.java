// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.preprocess.Placement;
import dev.gantry.preprocess.Placement.Along;
import dev.gantry.tensor.Tensor;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OcclusionTest {
    private static final int SIDE = 64;
    private static final Placement WHOLE = new Placement(
            new Along(0, 2, 2 * SIDE, OptionalDouble.empty()),
            new Along(0, 2, 2 * SIDE, OptionalDouble.empty()),
            new Along(0, 1, 1, OptionalDouble.empty()));

    private final Tensor tensor = bright();

    /// Dark, but for a square at columns 40 to 47 and rows 8 to 15.
    private static Tensor bright() {
        var values = new float[SIDE * SIDE];
        for (int row = 8; row < 16; row++) {
            Arrays.fill(values, row * SIDE + 40, row * SIDE + 48, 1);
        }
        return Tensor.of(values, 1, 1, SIDE, SIDE);
    }

    /// The answer: how bright the square is.
    private OptionalDouble square() {
        double sum = 0;
        for (int row = 8; row < 16; row++) {
            for (int column = 40; column < 48; column++) {
                sum += tensor.floats().get(row * SIDE + column);
            }
        }
        return OptionalDouble.of(sum);
    }

    @Test
    void peaksWhereTheAnswerComesFromAndRestoresTheTensor() {
        var before = tensor.toFloats();
        var map = new Occlusion(tensor).map(this::square, () -> false, WHOLE).orElseThrow();

        assertThat(map.rows()).isEqualTo(16);
        assertThat(map.peak().column()).isBetween(80.0, 96.0);
        assertThat(map.peak().row()).isBetween(16.0, 32.0);
        assertThat(tensor.toFloats()).containsExactly(before);
        assertThat(map.values()[15 * 16]).as("a far corner").isZero();
    }

    @Test
    void showsTheFinestPassThatCameToItsEnd() {
        var runs = new AtomicInteger();
        var map = new Occlusion(tensor)
                .map(this::square, () -> runs.incrementAndGet() > 25 + 81 + 100, WHOLE)
                .orElseThrow();

        assertThat(map.rows()).isEqualTo(8);
        assertThat(map.peak().column()).isBetween(64.0, 112.0);
    }

    @Test
    void hasNoMapWhenTheTimeIsUpAtOnceOrThereIsNoAnswer() {
        assertThat(new Occlusion(tensor).map(this::square, () -> true, WHOLE)).isEmpty();
        assertThat(new Occlusion(tensor).map(OptionalDouble::empty, () -> false, WHOLE)).isEmpty();
    }
}
