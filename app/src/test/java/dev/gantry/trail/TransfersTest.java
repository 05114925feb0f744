// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransfersTest {
    private static final Instant T0 = Instant.parse("2026-11-22T08:00:00Z");
    private static final Sender CT_1 = new Sender("CT_1", "GANTRY", "10.0.4.1");
    private static final Sender CT_2 = new Sender("CT_2", "GANTRY", "10.0.4.1");
    private static final Subject ONE = new Subject("1.1", "P1", "");
    private static final Subject TWO = new Subject("1.2", "P2", "");

    private final Transfers transfers = new Transfers(Duration.ofSeconds(60), 3);

    private List<Event> came(Sender sender, Subject subject, String sopClass, Effect effect, long second) {
        return transfers.came(sender, subject, sopClass, effect, at(second));
    }

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    @Test
    void tellsOfAStudyWhenItBeginsAndWhenItsAssociationEnds() {
        assertThat(came(CT_1, ONE, "CT", Effect.NEW, 0))
                .containsExactly(new Event.Begun(T0, CT_1, ONE, Map.of("CT", 1)));
        for (int i = 1; i < 300; i++) {
            assertThat(came(CT_1, ONE, "CT", Effect.NEW, i / 10)).isEmpty();
        }
        assertThat(came(CT_1, ONE, "SR", Effect.NEW, 31)).isEmpty();

        assertThat(transfers.ended("CT_1", "10.0.4.1", at(32))).containsExactly(
                new Event.Transferred(at(32), CT_1, ONE, Map.of("CT", 300, "SR", 1), Effect.NEW));
        assertThat(transfers.close(at(33))).isEmpty();
    }

    @Test
    void tellsOfEachStudyOfAnAssociationByItself() {
        came(CT_1, ONE, "CT", Effect.NEW, 0);
        came(CT_1, TWO, "CT", Effect.NEW, 1);
        came(CT_2, TWO, "CT", Effect.NEW, 2);

        assertThat(transfers.ended("CT_1", "10.0.4.1", at(3))).extracting(event -> ((Event.Transferred) event).subject())
                .containsExactly(ONE, TWO);
        assertThat(transfers.ended("CT_2", "10.0.4.99", at(3))).isEmpty();
        assertThat(transfers.close(at(4))).hasSize(1);
    }

    @Test
    void takesASilenceForTheEndWhereAnAssociationStaysOpen() {
        came(CT_1, ONE, "CT", Effect.NEW, 0);
        came(CT_1, ONE, "CT", Effect.NEW, 50);

        assertThat(transfers.look(at(109))).isEmpty();
        assertThat(transfers.look(at(110))).hasSize(1);
        assertThat(came(CT_1, ONE, "CT", Effect.NEW, 200)).hasSize(1);
    }

    @Test
    void tellsOfWhatFailedApart() {
        came(CT_1, ONE, "CT", Effect.NEW, 0);
        came(CT_1, ONE, "CT", Effect.FAILED, 0);

        assertThat(transfers.close(at(1))).containsExactly(
                new Event.Transferred(at(1), CT_1, ONE, Map.of("CT", 1), Effect.NEW),
                new Event.Transferred(at(1), CT_1, ONE, Map.of("CT", 1), Effect.FAILED));
    }

    @Test
    void saysWhetherAnythingWasChangedOrAllWasHereBefore() {
        came(CT_1, ONE, "CT", Effect.REPEATED, 0);
        came(CT_1, TWO, "CT", Effect.REPEATED, 0);
        came(CT_1, TWO, "CT", Effect.CHANGED, 0);
        came(CT_2, ONE, "CT", Effect.REPEATED, 0);
        came(CT_2, ONE, "CT", Effect.NEW, 0);

        assertThat(transfers.close(at(1))).extracting(event -> ((Event.Transferred) event).effect())
                .containsExactly(Effect.REPEATED, Effect.CHANGED, Effect.NEW);
    }

    @Test
    void endsTheOldestWhenTooManyAreOpen() {
        came(CT_1, ONE, "CT", Effect.NEW, 0);
        came(CT_1, TWO, "CT", Effect.NEW, 1);
        came(CT_2, ONE, "CT", Effect.NEW, 2);

        assertThat(came(CT_2, TWO, "CT", Effect.NEW, 3)).hasSize(2).first()
                .isEqualTo(new Event.Transferred(at(3), CT_1, ONE, Map.of("CT", 1), Effect.NEW));
    }
}
