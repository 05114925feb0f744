// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Agenda.Added;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgendaTest {
    /// Deadlines around this moment wrap from positive to negative.
    private static final long NOW = Long.MAX_VALUE - 1000;

    private static Urgency due(long inNanos, Severity severity, Late late) {
        return new Urgency(new Deadline(NOW + inNanos), severity, late, Duration.ofSeconds(10));
    }

    private static Urgency due(long inNanos) {
        return due(inNanos, Severity.ROUTINE, Late.FINISH);
    }

    private static Job takeNext(Agenda agenda, long now) {
        agenda.due(now);
        var job = agenda.next(now).orElseThrow().job();
        agenda.finished();
        return job;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void runsEarliestDeadlineFirstThenMoreSevereThenFirstCome(long seed) {
        record Asked(Job job, long inNanos, Severity severity, int number) {}
        var random = new Random(seed);
        var agenda = new Agenda(200);
        var asked = new ArrayList<Asked>();
        for (int i = 0; i < 200; i++) {
            var one = new Asked(new RecordingJob(), 1 + random.nextInt(2000) / 50 * 50,
                    Severity.values()[random.nextInt(3)], i);
            asked.add(one);
            agenda.add(one.job(), due(one.inNanos(), one.severity(), Late.FINISH));
        }
        asked.sort(Comparator.comparingLong(Asked::inNanos)
                .thenComparing(Asked::severity)
                .thenComparingInt(Asked::number));

        var ran = new ArrayList<Job>();
        for (int i = 0; i < 200; i++) {
            ran.add(takeNext(agenda, NOW));
        }

        assertThat(ran).containsExactlyElementsOf(asked.stream().map(Asked::job).toList());
    }

    @Test
    void refusesOneMoreThanItHolds() {
        var agenda = new Agenda(2);

        assertThat(agenda.add(new RecordingJob(), due(5))).isInstanceOf(Added.Waiting.class);
        assertThat(agenda.add(new RecordingJob(), due(6))).isInstanceOf(Added.Waiting.class);
        assertThat(agenda.add(new RecordingJob(), due(1))).isInstanceOf(Added.Full.class);
        assertThat(agenda.waiting()).isEqualTo(2);
    }

    @Test
    void letsOnTimeWorkGoBeforeLateWork() {
        var agenda = new Agenda(4);
        var late = new RecordingJob();
        var onTime = new RecordingJob();
        agenda.add(late, due(10));
        agenda.add(onTime, due(1000));

        assertThat(takeNext(agenda, NOW + 20)).isSameAs(onTime);
        assertThat(takeNext(agenda, NOW + 20)).isSameAs(late);
    }

    @Test
    void makesLateWorkGiveItsPlaceToNewWork() {
        var agenda = new Agenda(2);
        var oldest = new RecordingJob();
        var newer = new RecordingJob();
        agenda.add(newer, due(20));
        agenda.add(oldest, due(10));
        agenda.due(NOW + 30);

        var added = agenda.add(new RecordingJob(), due(1000));

        assertThat(added).isInstanceOfSatisfying(
                Added.InPlaceOf.class, it -> assertThat(it.displaced().job()).isSameAs(oldest));
        assertThat(agenda.waiting()).isEqualTo(2);
    }

    @Test
    void reportsAPassedDeadlineOnceAndKeepsTheJob() {
        var agenda = new Agenda(2);
        agenda.add(new RecordingJob(), due(10));

        assertThat(agenda.due(NOW + 9).passed()).isEmpty();
        assertThat(agenda.due(NOW + 10).passed()).hasSize(1);
        assertThat(agenda.due(NOW + 11).passed()).isEmpty();
        assertThat(agenda.waiting()).isEqualTo(1);
    }

    @Test
    void dropsWaitingWorkThatIsNotToFinishLate() {
        var agenda = new Agenda(2);
        agenda.add(new RecordingJob(), due(10, Severity.STAT, Late.DROP));

        var due = agenda.due(NOW + 10);

        assertThat(due.drop()).hasSize(1);
        assertThat(due.passed()).isEmpty();
        assertThat(agenda.waiting()).isZero();
    }

    @Test
    void stopsTheRunningJobAtItsDeadlineOnlyIfItIsNotToFinishLate() {
        for (var late : Late.values()) {
            var agenda = new Agenda(2);
            agenda.add(new RecordingJob(), due(10, Severity.STAT, late));
            agenda.next(NOW);

            var due = agenda.due(NOW + 10);

            assertThat(due.passed()).hasSize(1);
            assertThat(due.stop().isPresent()).isEqualTo(late == Late.DROP);
            assertThat(agenda.due(NOW + 11)).isEqualTo(
                    new Agenda.Due(List.of(), List.of(), Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void stopsARunThatTakesTooLongOnce() {
        var agenda = new Agenda(2);
        long tenSeconds = Duration.ofSeconds(10).toNanos();
        agenda.add(new RecordingJob(), due(10));
        agenda.next(NOW);

        assertThat(agenda.due(NOW + tenSeconds - 1).overrun()).isEmpty();
        assertThat(agenda.due(NOW + tenSeconds).overrun()).isPresent();
        assertThat(agenda.due(NOW + tenSeconds + 1).overrun()).isEmpty();
    }

    @Test
    void saysWhenSomethingIsDueNext() {
        var agenda = new Agenda(3);
        assertThat(agenda.nextDueNanos()).isEmpty();

        agenda.add(new RecordingJob(), due(5000)); // on the far side of the wrap
        agenda.add(new RecordingJob(), due(70));
        assertThat(agenda.nextDueNanos()).hasValue(NOW + 70);

        agenda.next(NOW);
        agenda.due(NOW + 70);
        assertThat(agenda.nextDueNanos()).hasValue(NOW + 5000);
        agenda.due(NOW + 5000);
        assertThat(agenda.nextDueNanos()).hasValue(NOW + Duration.ofSeconds(10).toNanos());
    }

    @Test
    void allowsARunTenBudgetsButNeverLessThanTenSeconds() {
        var deadline = new Deadline(NOW);

        assertThat(Urgency.of(deadline, Severity.STAT, Late.FINISH, Duration.ofMillis(150)).longestRun())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(Urgency.of(deadline, Severity.STAT, Late.FINISH, Duration.ofSeconds(2)).longestRun())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void asksForRoomForOneJob() {
        assertThatThrownBy(() -> new Agenda(0)).hasMessageContaining("1 job or more, not 0");
    }
}
