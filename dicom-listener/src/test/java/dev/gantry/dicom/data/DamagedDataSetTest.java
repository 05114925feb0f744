// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Damaged sets, the same in each run.
class DamagedDataSetTest {
    private static final int CASES = 100_000;
    private static final long SEED = 20261121;

    @Test
    void neverThrowsAndReadsTheSameInAnyPieces() {
        var random = new Random(SEED);
        var samples = DataSetParserTest.samples().toList();
        int malformed = 0;
        for (int i = 0; i < CASES; i++) {
            var sample = samples.get(i % samples.size());
            var bytes = damaged(sample.bytes(), random);
            var parsed = DataSetParserTest.parse(sample.syntax(), bytes);
            malformed += parsed instanceof Parsed.Malformed ? 1 : 0;
            if (i % 4 == 0 && !sample.syntax().deflated()) { // zlib may see a damage later in smaller pieces
                var inPieces = DataSetParserTest.parse(sample.syntax(), bytes, 1 + random.nextInt(9));
                assertThat(DataSetParserTest.text(inPieces)).isEqualTo(DataSetParserTest.text(parsed));
            }
            parsed.header().elements().forEach(element -> {
                parsed.header().texts(element.tag());
                parsed.header().decimals(element.tag());
                parsed.header().integer(element.tag());
            });
        }
        assertThat(malformed).isBetween(1000, CASES - 1000);
    }

    private static byte[] damaged(byte[] original, Random random) {
        var bytes = original.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xFF);
                default -> System.arraycopy(original, random.nextInt(at + 1), bytes, at,
                        Math.min(bytes.length - at, 1 + random.nextInt(16)));
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
