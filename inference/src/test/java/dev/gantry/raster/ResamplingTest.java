// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds whatever the kernel; the values themselves are PreparedTest's.
class ResamplingTest {
    private static float[] noise(int count) {
        var random = new Random(3);
        var samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = random.nextFloat();
        }
        return samples;
    }

    private static float[] resized(float[] samples, Axis across, Axis down, Optional<Lines> lines) {
        var out = new float[across.outputs() * down.outputs()];
        Arrays.fill(out, Float.NaN);
        new Resampling().resize(samples, across, down, lines, out, 0);
        return out;
    }

    private static Axis stretched(Kernel kernel, int inputs, int outputs) {
        return new Axis().set(kernel, inputs, outputs, 0, (double) inputs / outputs, false);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void leavesAFlatPictureFlat(Kernel kernel) {
        var flat = new float[31 * 17];
        Arrays.fill(flat, 5);

        for (int outputs : new int[] {1, 2, 7, 17, 40}) {
            var out = resized(flat, stretched(kernel, 17, outputs), stretched(kernel, 31, outputs), Optional.empty());
            for (float value : out) {
                assertThat(value).isCloseTo(5, offset(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void turnsWhatItMakesOtherwise(Kernel kernel) {
        var samples = noise(31 * 17);
        var plain = resized(samples, stretched(kernel, 17, 9), stretched(kernel, 31, 12), Optional.empty());

        var turned = resized(samples,
                new Axis().set(kernel, 17, 9, 0, 17 / 9.0, true),
                new Axis().set(kernel, 31, 12, 0, 31 / 12.0, true), Optional.empty());

        for (int i = 0; i < plain.length; i++) {
            assertThat(turned[plain.length - 1 - i]).isEqualTo(plain[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void mapsEachSampleBeforeTheyAreMixed(Kernel kernel) {
        var samples = noise(31 * 17);
        var squares = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            squares[i] = samples[i] * samples[i];
        }
        Lines square = (in, at, out, to, count) -> {
            for (int i = 0; i < count; i++) {
                out[to + i] = in[at + i] * in[at + i];
            }
        };

        for (int outputs : new int[] {5, 17, 50}) {
            var across = stretched(kernel, 17, outputs);
            var down = stretched(kernel, 31, outputs);
            assertThat(resized(samples, across, down, Optional.of(square)))
                    .isEqualTo(resized(squares, across, down, Optional.empty()));
        }
    }

    @Test
    void keepsOutputsApartWhenAnAxisIsSetAnew() {
        var samples = noise(40 * 40);
        var across = new Axis();
        var down = new Axis();
        var shared = new Resampling();
        for (int size : new int[] {40, 3, 17, 80, 5, 39}) {
            for (var kernel : Kernel.values()) {
                across.set(kernel, 40, size, 0, 40.0 / size, false);
                down.set(kernel, 40, size, 0, 40.0 / size, false);
                var out = new float[size * size];
                shared.resize(samples, across, down, Optional.empty(), out, 0);

                assertThat(out).isEqualTo(
                        resized(samples, stretched(kernel, 40, size), stretched(kernel, 40, size), Optional.empty()));
            }
        }
    }

    @Test
    void leavesTheBorderAlone() {
        var across = new Axis().set(Kernel.TRIANGLE, 4, 8, -2, 1, false);
        var down = new Axis().set(Kernel.TRIANGLE, 4, 6, -1.3, 1, false);

        var out = resized(noise(16), across, down, Optional.empty());

        assertThat(across.from()).isEqualTo(2);
        assertThat(across.to()).isEqualTo(6);
        assertThat(down.from()).as("1.5 outputs in, at 0.2 of the first row").isEqualTo(1);
        assertThat(down.to()).isEqualTo(5);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 8; x++) {
                boolean inside = x >= 2 && x < 6 && y >= 1 && y < 5;
                assertThat(Float.isNaN(out[8 * y + x])).isEqualTo(!inside);
            }
        }
    }

    @Test
    void drawsNothingWhereNoOutputLiesInThePicture() {
        var nowhere = new Axis().set(Kernel.TRIANGLE, 4, 2, 50, 1, false);

        assertThat(resized(noise(16), nowhere, stretched(Kernel.TRIANGLE, 4, 2), Optional.empty()))
                .containsOnly(Float.NaN);
        assertThat(resized(noise(16), stretched(Kernel.TRIANGLE, 4, 2), nowhere, Optional.empty()))
                .containsOnly(Float.NaN);
    }

    @Test
    void tellsWhereOutputsLie() {
        var plain = new Axis().set(Kernel.COVERAGE, 10, 4, -1, 2.5, false);
        var turned = new Axis().set(Kernel.COVERAGE, 10, 4, -1, 2.5, true);

        assertThat(plain.start()).isEqualTo(-2.5);
        assertThat(plain.perStep()).isEqualTo(2.5);
        assertThat(turned.start()).isEqualTo(7.5);
        assertThat(turned.perStep()).isEqualTo(-2.5);
    }
}
