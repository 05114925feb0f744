// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Network;
import dev.gantry.dicom.access.Objection;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.handshake.Handshake.Advice;
import dev.gantry.handshake.Handshake.What;
import dev.gantry.handshake.Handshake.Who;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Handshakes handshakes = new Handshakes(Clock.fixed(NOON, ZoneOffset.UTC));

    private static Refusal refusal(String calling, Cause cause) {
        var objection = new Objection(cause, "why", "remedy");
        return new Refusal(calling, "GANTRY", "10.0.4.7", "-", objection, false, NOON, NOON, 1);
    }

    @Test
    void allowsOnlyWhatAnAllowWouldPutRight() {
        assertThat(Handshakes.allowable(refusal("CT_1", Cause.CALLING))).isTrue();
        assertThat(Handshakes.allowable(refusal("CT_1", Cause.ADDRESS))).isTrue();
        assertThat(Handshakes.allowable(refusal("CT_1", Cause.CERTIFICATE))).isFalse();
        assertThat(Handshakes.allowable(refusal("CT_1", Cause.CALLED))).isFalse();
        assertThat(Handshakes.allowable(refusal("", Cause.CALLING))).isFalse();
        assertThat(Handshakes.allowable(refusal("*", Cause.CALLING))).as("stands for any").isFalse();
    }

    @Test
    void allowsACallerFromItsAddressAlone() {
        var entry = handshakes.entry(refusal("CT_1", Cause.CALLING), false);

        assertThat(entry.title()).isEqualTo("CT_1");
        assertThat(entry.addresses()).extracting(Network::text).containsExactly("10.0.4.7");
        assertThat(entry.called()).isEmpty();
        assertThat(handshakes.entry(refusal("CT_1", Cause.CALLING), true).called()).contains("GANTRY");
    }

    @Test
    void keepsTheLatestAndTellsWhoListens() {
        var heard = new ArrayList<Handshake>();
        var end = handshakes.listen(heard::add);
        var who = new Who("CT_1", "GANTRY", "10.0.4.7", "-");
        for (int i = 0; i < Handshakes.MOST + 5; i++) {
            handshakes.happened(who, new What.Refused(new Advice("why " + i, ""), false));
        }
        end.run();
        handshakes.happened(who, new What.Ended(1, Optional.empty()));

        assertThat(heard).hasSize(Handshakes.MOST + 5).extracting(Handshake::seq).isSorted().doesNotHaveDuplicates();
        assertThat(handshakes.latest()).hasSize(Handshakes.MOST);
        assertThat(handshakes.latest().getLast().what()).isEqualTo(new What.Ended(1, Optional.empty()));
        assertThat(List.copyOf(handshakes.latest()).getFirst().seq()).isEqualTo(7);
    }
}
