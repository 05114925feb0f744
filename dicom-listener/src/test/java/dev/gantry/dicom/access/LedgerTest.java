// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.access.Objection.Cause;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Ledger ledger = new Ledger(List.of());

    private static Refusal refusal(String calling, String address, int second) {
        var at = NOON.plusSeconds(second);
        return new Refusal(calling, "GANTRY", address, "S_" + second, new Objection(Cause.CALLING, "why", "how"), false,
                at, at, 1);
    }

    @Test
    void mergesWhoTriesAgain() {
        ledger.add(refusal("CT_1", "10.0.4.7", 0));
        ledger.add(refusal("CT_2", "10.0.4.8", 1));
        ledger.add(refusal("CT_1", "10.0.4.7", 9));

        assertThat(ledger.refusals()).extracting(Refusal::calling).containsExactly("CT_1", "CT_2");
        assertThat(ledger.refusals().getFirst()).satisfies(merged -> {
            assertThat(merged.count()).isEqualTo(2);
            assertThat(merged.first()).isEqualTo(NOON);
            assertThat(merged.last()).isEqualTo(NOON.plusSeconds(9));
            assertThat(merged.implementation()).isEqualTo("S_9");
        });
    }

    @Test
    void forgetsWhoWasNotHeardOfForLongest() {
        for (int i = 0; i < Ledger.MOST + 10; i++) {
            ledger.add(refusal("CT_1", "10.0." + i / 250 + "." + i % 250, i));
        }

        assertThat(ledger.refusals()).hasSize(Ledger.MOST);
        assertThat(ledger.refusals().getFirst().address()).isEqualTo("10.0.2.9");
        assertThat(ledger.refusals().getLast().address()).isEqualTo("10.0.0.10");
    }

    @Test
    void letsNoAddressDriveTheOthersOut() {
        ledger.add(refusal("CT_1", "10.0.4.7", 0));
        for (int i = 0; i < 100_000; i++) {
            ledger.add(refusal("FLOOD" + i, "192.0.2.1", i));
        }

        assertThat(ledger.refusals()).hasSize(Ledger.MOST_PER_ADDRESS + 2);
        assertThat(ledger.refusals().getLast().calling()).isEqualTo("CT_1");
        assertThat(ledger.refusals().getFirst()).satisfies(rest -> {
            assertThat(rest.calling()).isEmpty();
            assertThat(rest.count()).isEqualTo(100_000 - Ledger.MOST_PER_ADDRESS);
        });
    }

    @Test
    void tellsOfTheFirstTenTriesAndThenOnceAMinute() {
        long told = 0;
        for (int second = 0; second < 600; second++) {
            told += ledger.add(refusal("CT_1", "10.0.4.7", second)) ? 1 : 0;
        }

        assertThat(told).isEqualTo(10 + 9);
    }

    @Test
    void startsFromWhatWasKept() {
        ledger.add(refusal("CT_1", "10.0.4.7", 0));
        ledger.add(refusal("CT_2", "10.0.4.8", 1));

        var next = new Ledger(ledger.refusals());
        next.add(refusal("CT_1", "10.0.4.7", 2));

        assertThat(next.refusals()).extracting(Refusal::calling).containsExactly("CT_1", "CT_2");
        assertThat(next.refusals().getFirst().count()).isEqualTo(2);
    }
}
