// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.commitment.Asking.Pace;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskingTest {
    private static final Reference ONE = new Reference(ReportTest.CT, "1.1");
    private static final Reference OTHER = new Reference(ReportTest.CT, "1.2");
    private static final int MISSING = 0x0112;

    /// Near the end of its range: a clock of this kind may wrap.
    private long now = Long.MAX_VALUE - Duration.ofMinutes(30).toNanos();
    private final Asking asking = new Asking(
            new Pace(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6)), now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private boolean due(Reference object) {
        return asking.due(object.sopInstanceUid(), now);
    }

    private void take(Reference... objects) {
        asking.asked(List.of(objects), now);
        asking.taken();
    }

    private void lack(Reference object) {
        asking.lacks(object.sopInstanceUid(), MISSING, now);
    }

    @Test
    void makesOneRequestAtATime() {
        assertThat(asking.room(now)).isEqualTo(CommitmentUser.MAX_OBJECTS);

        asking.asked(List.of(ONE), now);
        assertThat(asking.room(now)).isZero();
        asking.taken();

        assertThat(asking.room(now)).isEqualTo(CommitmentUser.MAX_OBJECTS);
        assertThat(due(ONE)).isFalse();
        assertThat(due(OTHER)).isTrue();
    }

    @Test
    void callsEverMoreSeldomWhoRefusesAndSaysOnlyOnceWhy() {
        for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
            asking.asked(List.of(ONE), now);
            assertThat(asking.refused(List.of(ONE), "it is away", now)).isEqualTo(minutes == 1);
            pass(Duration.ofMinutes(minutes).minusNanos(1));
            assertThat(asking.room(now)).as("%d min", minutes).isZero();
            pass(Duration.ofNanos(1));
            assertThat(asking.room(now)).isPositive();
            assertThat(due(ONE)).isTrue();
        }

        asking.asked(List.of(ONE), now);
        assertThat(asking.refused(List.of(ONE), "0213H", now)).as("another reason").isTrue();
        pass(Duration.ofMinutes(10));
        asking.asked(List.of(ONE), now);
        assertThat(asking.taken()).as("takes requests again").isTrue();
        asking.asked(List.of(OTHER), now);
        assertThat(asking.taken()).isFalse();
    }

    @Test
    void asksAgainEverMoreSeldomForWhatTheArchiveLacks() {
        for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
            take(ONE, OTHER);
            lack(ONE);
            pass(Duration.ofMinutes(minutes).minusNanos(1));
            assertThat(due(ONE)).as("%d min", minutes).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(due(ONE)).isTrue();
        }
    }

    @Test
    void tellsOfEachObjectThatTheArchiveLacksOnce() {
        take(ONE, OTHER);
        lack(ONE);
        asking.lacks(OTHER.sopInstanceUid(), 0x0110, now);
        asking.lacks("9.9", MISSING, now); // not asked for
        assertThat(asking.takeNews()).containsOnlyKeys(MISSING, 0x0110).containsEntry(MISSING, 1);

        pass(Duration.ofMinutes(1));
        take(ONE);
        lack(ONE);

        assertThat(asking.takeNews()).isEmpty();
    }

    @Test
    void asksAnewForWhatIsNotReportedInTime() {
        for (int hours : new int[] {1, 2, 4, 6, 6}) {
            take(ONE);
            pass(Duration.ofHours(hours).minusNanos(1));
            assertThat(due(ONE)).as("%d h", hours).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(due(ONE)).isTrue();
        }
    }

    @Test
    void waitsForNoMoreReportsThanItCanRemember() {
        for (int first = 0; first < Asking.MOST_AWAITED; first += 1000) {
            take(IntStream.range(first, first + 1000).mapToObj(i -> new Reference(ReportTest.CT, "3." + i))
                    .toArray(Reference[]::new));
        }
        assertThat(asking.room(now)).isZero();

        asking.committed("3.7");
        assertThat(asking.room(now)).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(asking.room(now)).as("none is waited for any more").isEqualTo(1000);
    }

    @Test
    void complainsOfAnArchiveThatRefusesForAnHour() {
        asking.asked(List.of(ONE), now);
        asking.refused(List.of(ONE), "not reached", now);
        pass(Duration.ofMinutes(59));
        assertThat(asking.complaints("PACS", now)).isEmpty();

        asking.asked(List.of(ONE), now);
        asking.refused(List.of(ONE), "not reached", now);
        pass(Duration.ofMinutes(1));
        assertThat(asking.complaints("PACS", now)).singleElement().asString()
                .contains("PACS takes no storage commitment request", "not reached");

        asking.asked(List.of(ONE), now);
        asking.taken();
        assertThat(asking.complaints("PACS", now)).isEmpty();
    }

    @Test
    void complainsOfWhatTheArchiveLacksOrNeverReportsForADay() {
        take(ONE, OTHER);
        lack(ONE);
        pass(Duration.ofHours(23));
        assertThat(asking.complaints("PACS", now)).isEmpty();
        take(ONE);
        lack(ONE);
        pass(Duration.ofHours(1));

        assertThat(asking.complaints("PACS", now)).satisfiesExactly(
                lacking -> assertThat(lacking).contains("PACS does not keep", "is everything sent to it?", ": 1"),
                silent -> assertThat(silent).contains("PACS has not reported on", ": 1"));

        asking.committed(ONE.sopInstanceUid());
        asking.committed(OTHER.sopInstanceUid());
        assertThat(asking.complaints("PACS", now)).isEmpty();
    }
}
