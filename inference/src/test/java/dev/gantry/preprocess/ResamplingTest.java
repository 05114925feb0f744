// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.Input;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplingTest {
    private static final float OUTSIDE = -9999;
    private static final float RANGE = 4096;

    private static Resampling resampling(Resize resize, int height, int width) {
        return new Resampling(
                new Input("x", List.of(1, 1, height, width), new Samples.MinMax(), resize,
                        new Normalize.None()));
    }

    /// The same numbers as make_fixtures.py makes.
    static float[] samples(int count) {
        var samples = new float[count];
        int x = 42;
        for (int i = 0; i < count; i++) {
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF;
            samples[i] = (x >> 16) % 4096 - 1024;
        }
        return samples;
    }

    static float[] expected(String name) throws IOException {
        try (var in = ResamplingTest.class.getResourceAsStream("/resize/" + name + ".txt")) {
            var words = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip().split("\\s+");
            var values = new float[words.length];
            for (int i = 0; i < words.length; i++) {
                values[i] = Float.parseFloat(words[i]);
            }
            return values;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "stretch-37x53-16x16", "stretch-8x9-16x24", "stretch-100x7-9x20", "stretch-203x181-12x14",
        "stretch-16x16-16x16", "stretch-1x1-3x4", "stretch-5x64-10x64",
        "letterbox-37x53-16x16", "letterbox-53x37-16x15", "letterbox-10x10-16x31", "letterbox-61x20-12x9",
        "crop-37x53-16x16", "crop-53x37-16x15", "crop-10x10-16x31", "crop-61x20-12x9"
    })
    void makesEveryPixelThatPillowMakes(String name) throws IOException {
        var size = Arrays.stream(name.replaceFirst("^[a-z]+-", "").split("[x-]")).mapToInt(Integer::parseInt)
                .toArray();
        var resize = Resize.valueOf(name.substring(0, name.indexOf('-')).toUpperCase(Locale.ROOT));
        var out = new float[size[2] * size[3]];

        resampling(resize, size[2], size[3])
                .resize(samples(size[0] * size[1]), size[0], size[1], OUTSIDE, out);

        var expected = expected(name);
        assertThat(out).hasSameSizeAs(expected);
        for (int i = 0; i < out.length; i++) {
            assertThat(out[i]).as("pixel %d", i).isCloseTo(
                    expected[i], offset(1e-6f * RANGE));
        }
    }

    @Test
    void keepsItsWeightsApartWhenSizesTakeTurns() {
        var shared = resampling(Resize.STRETCH, 5, 6);
        var out = new float[30];
        for (int turn = 0; turn < 3; turn++) {
            for (int rows = 3; rows < 12; rows++) {
                var samples = samples(rows * 17);
                var alone = new float[30];
                resampling(Resize.STRETCH, 5, 6).resize(samples, rows, 17, 0, alone);

                shared.resize(samples, rows, 17, 0, out);

                assertThat(out).isEqualTo(alone);
            }
        }
    }
}
