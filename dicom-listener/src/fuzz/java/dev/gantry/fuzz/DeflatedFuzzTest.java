// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

class DeflatedFuzzTest {
    static Stream<byte[]> seeds() {
        return Seeds.of("Deflated");
    }

    @Timeout(20)
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void fuzz(byte[] input) {
        Targets.DEFLATED.check(input);
    }
}
