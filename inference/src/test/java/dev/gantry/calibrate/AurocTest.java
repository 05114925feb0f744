// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AurocTest {
    @Test
    void countsPairsInTheRightOrderAndTiesByHalf() {
        var positive = List.of(true, true, false, false);

        assertThat(Auroc.of(List.of(4.0, 3.0, 2.0, 1.0), positive)).isEqualTo(1);
        assertThat(Auroc.of(List.of(1.0, 2.0, 3.0, 4.0), positive)).isZero();
        assertThat(Auroc.of(List.of(1.0, 1.0, 1.0, 1.0), positive)).isEqualTo(0.5);
        // of four pairs two right, one tied
        assertThat(Auroc.of(List.of(4.0, 2.0, 2.0, 3.0), positive)).isCloseTo(2.5 / 4, within(1e-12));
    }
}
