// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Judged by the JDK's inflater, which is zlib: it checks the sum at the end too.
class DeflateTest {
    private static byte[] unpacked(byte[] packed) throws IOException {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] comesBack(byte[] data) throws IOException {
        var packed = Deflate.pack(data);
        assertThat(unpacked(packed)).isEqualTo(data);
        return packed;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 32767, 32768, 32769, 65536, 200_001})
    void comesBackWhateverTheLength(int length) throws IOException {
        var random = new Random(length);
        var noise = new byte[length];
        random.nextBytes(noise);

        assertThat(comesBack(noise).length).as("noise grows a little").isBetween(length, length + length / 50 + 400);
        assertThat(comesBack(new byte[length]).length).as("one bit for each").isBetween(1, length / 8 + length / 100 + 400);
    }

    @Test
    void isSmallWhereThePictureIsSmooth() throws IOException {
        var random = new Random(1);
        var grain = new byte[1 << 20];
        for (int i = 0; i < grain.length; i++) {
            grain[i] = (byte) Math.round(2 * random.nextGaussian());
        }

        assertThat(comesBack(grain).length * 8.0 / grain.length).as("bits for each, of 3.05 that there are").isBetween(3.0, 3.2);
    }

    /// Counts as the numbers of Fibonacci make the deepest tree: 22 bits, where 15 may be.
    @Test
    void keepsCodesShortThatWouldBeTooLong() throws IOException {
        var data = new byte[28_656];
        int at = 0;
        for (int symbol = 0, count = 1, before = 1; at < data.length; symbol++) {
            for (int i = 0; i < count && at < data.length; i++) {
                data[at++] = (byte) symbol;
            }
            int sum = count + before;
            before = count;
            count = sum;
        }

        comesBack(data);
    }
}
