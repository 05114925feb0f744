// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.overlap.Masks.Pixels;
import org.junit.jupiter.api.Test;

class MasksTest {
    private static final boolean T = true;
    private static final boolean F = false;

    @Test
    void sharesPixels() {
        var pixels = Pixels.of(new boolean[] {T, T, T, F, F, F}, new boolean[] {F, T, T, T, F, F});

        assertThat(pixels).isEqualTo(new Pixels(2, 3, 3));
        assertThat(pixels.dice().orElseThrow()).isCloseTo(2 * 2 / 6.0, within(1e-12));
        assertThat(pixels.iou()).hasValue(0.5);
    }

    @Test
    void judgesPicturesWithDrawnPixelsAndPoolsAll() {
        var masks = new Masks();
        masks.add(new Pixels(2, 3, 3));
        masks.add(new Pixels(0, 0, 4));
        masks.add(new Pixels(0, 5, 0));
        masks.add(new Pixels(0, 0, 0));

        assertThat(masks.pictures()).isEqualTo(4);
        assertThat(masks.drawnPictures()).isEqualTo(2);
        assertThat(masks.meanDice().orElseThrow()).isCloseTo((2 / 3.0 + 0) / 2, within(1e-12));
        assertThat(masks.medianDice()).isEqualTo(masks.meanDice());
        assertThat(masks.pooled()).isEqualTo(new Pixels(2, 8, 7));
        assertThat(new Pixels(0, 0, 0).dice()).isEmpty();
    }

    @Test
    void refusesMasksOfDifferentSizes() {
        assertThatThrownBy(() -> Pixels.of(new boolean[3], new boolean[4]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
