// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DecoderPoolTest {
    @Test
    void restartsAtOnceAfterOneDeathAndLaterAndLaterAfterMore() {
        assertThat(DecoderPool.pause(0)).isZero();
        assertThat(DecoderPool.pause(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(DecoderPool.pause(2)).isEqualTo(Duration.ofMillis(200));
        assertThat(DecoderPool.pause(6)).isEqualTo(Duration.ofMillis(3200));
        assertThat(DecoderPool.pause(7)).isEqualTo(Duration.ofSeconds(5));
        assertThat(DecoderPool.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
    }
}
