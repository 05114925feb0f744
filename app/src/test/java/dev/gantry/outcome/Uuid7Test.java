// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private final AtomicLong millis = new AtomicLong(0x0192_3456_789AL);
    private final Uuid7 ids = new Uuid7(millis::get, new Random(7));

    @Test
    void carriesTheTimeTheVersionAndTheVariant() {
        var id = ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(0x0192_3456_789AL);
    }

    @Test
    void growsWhileTheClockStandsStillOrGoesBack() {
        var seen = new HashSet<UUID>();
        var last = ids.next().toString();
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                millis.addAndGet(-5_000);
            }
            var next = ids.next();
            assertThat(next.toString()).isGreaterThan(last);
            assertThat(seen.add(next)).isTrue();
            last = next.toString();
        }
    }
}
