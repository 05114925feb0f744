// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private final ArrayList<Integer> acknowledged = new ArrayList<>();
    private final Receipts receipts = new Receipts(acknowledged::add);

    @Test
    void acknowledgesInTheOrderOfArrival() {
        var first = receipts.arrived(7);
        var second = receipts.arrived(3);
        var third = receipts.arrived(9);

        second.run();
        assertThat(acknowledged).isEmpty();
        first.run();
        assertThat(acknowledged).containsExactly(7, 3);
        third.run();
        assertThat(acknowledged).containsExactly(7, 3, 9);
    }

    @Test
    void acknowledgesOnceWhateverIsDoneTwice() {
        var first = receipts.arrived(7);
        first.run();
        var again = receipts.arrived(7);
        first.run();

        assertThat(acknowledged).containsExactly(7);
        again.run();
        assertThat(acknowledged).containsExactly(7, 7);
    }

    @Test
    void acknowledgesNothingOnceTheConnectionIsGone() {
        var first = receipts.arrived(7);

        receipts.end();
        first.run();

        assertThat(acknowledged).isEmpty();
    }
}
