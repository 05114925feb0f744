// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Agenda.Added;
import dev.gantry.schedule.Job.Effort;
import dev.gantry.schedule.Job.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What waits, what becomes due and when. Who goes first is PolicyTest's.
class AgendaTest {
    /// Deadlines around this moment wrap from positive to negative.
    private static final long NOW = Long.MAX_VALUE - 1000;

    private static Agenda agenda(int capacity) {
        return new Agenda(capacity, true);
    }

    private static Urgency due(long inNanos, Severity severity, Late late) {
        return new Urgency(new Deadline(NOW + inNanos), severity, late, Duration.ofSeconds(10), false);
    }

    private static Urgency due(long inNanos) {
        return due(inNanos, Severity.ROUTINE, Late.FINISH);
    }

    private static Added add(Agenda agenda, Job job, Urgency urgency) {
        return agenda.add(job, urgency, NOW);
    }

    private static RecordingJob costing(long nanos) {
        return new RecordingJob().rung("model " + nanos, nanos);
    }

    private static Job takeNext(Agenda agenda, long now) {
        agenda.due(now);
        var job = agenda.next(now).orElseThrow().entries().getFirst().job();
        agenda.finished(Effort.FULL, false, now);
        return job;
    }

    private static List<Job> jobs(List<Entry> entries) {
        return entries.stream().map(Entry::job).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void runsEarliestDeadlineFirstThenMoreSevereThenFirstCome(long seed) {
        record Asked(Job job, long inNanos, Severity severity, int number) {}
        var random = new Random(seed);
        var agenda = agenda(200);
        var asked = new ArrayList<Asked>();
        for (int i = 0; i < 200; i++) {
            var one = new Asked(new RecordingJob(), 1 + random.nextInt(2000) / 50 * 50,
                    Severity.values()[random.nextInt(3)], i);
            asked.add(one);
            add(agenda, one.job(), due(one.inNanos(), one.severity(), Late.FINISH));
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
        var agenda = agenda(2);

        assertThat(add(agenda, new RecordingJob(), due(5))).isInstanceOf(Added.Waiting.class);
        assertThat(add(agenda, new RecordingJob(), due(6))).isInstanceOf(Added.Waiting.class);
        assertThat(add(agenda, new RecordingJob(), due(1))).isInstanceOf(Added.Full.class);
        assertThat(agenda.waiting()).isEqualTo(2);
    }

    @Test
    void makesTheLatecomerAmongLateWorkGiveItsPlaceToNewWork() {
        var agenda = agenda(2);
        var oldest = new RecordingJob();
        var newer = new RecordingJob();
        add(agenda, newer, due(20));
        add(agenda, oldest, due(10));
        agenda.due(NOW + 30);

        var added = agenda.add(new RecordingJob(), due(1000), NOW + 30);

        assertThat(added).isInstanceOfSatisfying(Added.InPlaceOf.class, it -> {
            assertThat(it.displaced().job()).isSameAs(newer);
            assertThat(it.why()).isEqualTo(Stop.DEADLINE);
        });
        assertThat(agenda.waiting()).isEqualTo(2);
    }

    @Test
    void neverKeepsStatWorkOutForRoutineWork() {
        var agenda = agenda(2);
        var sooner = new RecordingJob();
        var later = new RecordingJob();
        add(agenda, sooner, due(500));
        add(agenda, later, due(600));

        var added = add(agenda, new RecordingJob(), due(100_000, Severity.STAT, Late.FINISH));

        assertThat(added).isInstanceOfSatisfying(Added.InPlaceOf.class, it -> {
            assertThat(it.displaced().job()).isSameAs(later);
            assertThat(it.why()).isEqualTo(Stop.OVERLOAD);
        });
        assertThat(add(agenda, new RecordingJob(), due(5, Severity.URGENT, Late.FINISH)))
                .isInstanceOfSatisfying(
                        Added.InPlaceOf.class, it -> assertThat(it.displaced().job()).isSameAs(sooner));
        assertThat(add(agenda, new RecordingJob(), due(5))).isInstanceOf(Added.Full.class);
    }

    @Test
    void givesNoPlaceOfWorkThatCanMakeItToWorkThatCannot() {
        var agenda = agenda(1);
        add(agenda, costing(10), due(500));

        var added = add(agenda, costing(700), due(600, Severity.STAT, Late.FINISH));

        assertThat(added).isInstanceOf(Added.Full.class);
    }

    @Test
    void keepsAPlaceForTheElderOfEachClassAndLetsEachClassIn() {
        var agenda = agenda(8);
        var elder = new RecordingJob();
        add(agenda, elder, due(10));
        for (int i = 0; i < 7; i++) {
            add(agenda, new RecordingJob(), due(20 + i, Severity.URGENT, Late.FINISH));
        }
        agenda.due(NOW + 100);

        for (int i = 0; i < 20; i++) {
            assertThat(agenda.add(new RecordingJob(), due(1000, Severity.URGENT, Late.FINISH), NOW + 100))
                    .isInstanceOf(i < 6 ? Added.InPlaceOf.class : Added.Full.class);
        }
        assertThat(jobs(agenda.clear())).contains(elder);

        var full = agenda(8);
        for (int i = 0; i < 8; i++) {
            add(full, new RecordingJob(), due(20 + i, Severity.URGENT, Late.FINISH));
        }
        full.due(NOW + 100);
        assertThat(full.add(new RecordingJob(), due(1000), NOW + 100)).isInstanceOf(Added.InPlaceOf.class);
        assertThat(full.add(new RecordingJob(), due(1000), NOW + 100)).isInstanceOf(Added.Full.class);
    }

    @Test
    void reportsAPassedDeadlineOnceAndKeepsTheJob() {
        var agenda = agenda(2);
        add(agenda, new RecordingJob(), due(10));

        assertThat(agenda.due(NOW + 9).passed()).isEmpty();
        assertThat(agenda.due(NOW + 10).passed()).hasSize(1);
        assertThat(agenda.due(NOW + 11).passed()).isEmpty();
        assertThat(agenda.waiting()).isEqualTo(1);
    }

    @Test
    void tellsAWaitingJobAsSoonAsItCannotMakeIt() {
        var agenda = agenda(2);
        var job = costing(60);
        add(agenda, job, due(100));

        assertThat(agenda.nextDueNanos(NOW)).hasValue(NOW + 40);
        assertThat(agenda.due(NOW + 39).passed()).isEmpty();
        assertThat(jobs(agenda.due(NOW + 40).passed())).containsExactly(job);
        assertThat(agenda.due(NOW + 100).passed()).isEmpty();
        assertThat(agenda.waiting()).as("it may finish late").isEqualTo(1);
    }

    @Test
    void tellsANewcomerThatWhatGoesBeforeItTakesTooLong() {
        var agenda = agenda(8);
        for (int i = 0; i < 3; i++) {
            add(agenda, costing(100), due(390, Severity.STAT, Late.FINISH));
        }
        var inTime = costing(100);
        var forlorn = costing(100);
        add(agenda, inTime, due(401));
        add(agenda, forlorn, due(400));

        assertThat(agenda.nextDueNanos(NOW)).hasValue(NOW);
        assertThat(jobs(agenda.due(NOW).passed())).containsExactly(forlorn);
    }

    @Test
    void reckonsWithTheRunOnTheDevice() {
        var agenda = agenda(8);
        add(agenda, costing(100), due(1000));
        agenda.next(NOW);
        var waits = costing(10);
        agenda.add(waits, due(105), NOW + 1);

        assertThat(jobs(agenda.due(NOW + 1).passed())).containsExactly(waits);
    }

    @Test
    void learnsFromRunsWhatTheNextWillCost() {
        var agenda = agenda(8);
        add(agenda, costing(100), due(10_000));
        agenda.next(NOW);
        agenda.finished(Effort.FULL, false, NOW + 700);
        add(agenda, costing(100), due(10_000));
        agenda.next(NOW);
        agenda.finished(Effort.PARTIAL, false, NOW + 5);

        add(agenda, costing(100), due(10_000));

        assertThat(agenda.nextDueNanos(NOW)).hasValue(NOW + 10_000 - 700);
    }

    @Test
    void doubtsItsPredictionsWhenTheyCondemnJobsOnArrival() {
        var agenda = agenda(100);
        for (int i = 0; i < 5; i++) {
            add(agenda, costing(100), due(10_000));
            agenda.next(NOW);
            agenda.finished(Effort.FULL, false, NOW + 700);
        }
        for (int i = 0; i < 4; i++) {
            add(agenda, costing(100), due(500));
            assertThat(agenda.due(NOW).passed()).as("predicted: 700").hasSize(1);
        }

        add(agenda, costing(100), due(500));

        assertThat(agenda.due(NOW).passed()).as("predicted: 100").isEmpty();
    }

    @Test
    void dropsWaitingWorkThatIsNotToFinishLate() {
        var agenda = agenda(2);
        add(agenda, new RecordingJob(), due(10, Severity.STAT, Late.DROP));

        var due = agenda.due(NOW + 10);

        assertThat(due.drop()).hasSize(1);
        assertThat(due.passed()).isEmpty();
        assertThat(agenda.waiting()).isZero();
    }

    @Test
    void letsAHopelessJobTryUntilItsDeadlineWhenTheDeviceIsFree() {
        var agenda = agenda(2);
        var job = costing(60);
        add(agenda, job, due(50, Severity.STAT, Late.DROP));
        assertThat(agenda.due(NOW + 20).drop()).isEmpty();
        assertThat(agenda.nextDueNanos(NOW + 20)).hasValue(NOW + 50);

        assertThat(takeNext(agenda, NOW + 20)).isSameAs(job);
    }

    @Test
    void stopsTheRunningJobAtItsDeadlineOnlyIfItIsNotToFinishLateAndTheDeviceCan() {
        for (var late : Late.values()) {
            for (boolean abortable : new boolean[] {true, false}) {
                var agenda = new Agenda(2, abortable);
                add(agenda, new RecordingJob(), due(10, Severity.STAT, late));
                agenda.next(NOW);

                var due = agenda.due(NOW + 10);

                assertThat(due.passed()).hasSize(1);
                assertThat(due.stops()).extracting(Agenda.Stopping::why).isEqualTo(
                        late == Late.DROP && abortable ? List.of(Stop.DEADLINE) : List.of());
                assertThat(agenda.due(NOW + 11)).isEqualTo(new Agenda.Due(List.of(), List.of(), List.of()));
            }
        }
    }

    @Test
    void stopsARunThatTakesTooLongOnce() {
        var agenda = agenda(2);
        long tenSeconds = Duration.ofSeconds(10).toNanos();
        add(agenda, new RecordingJob(), due(10));
        agenda.next(NOW);

        assertThat(agenda.due(NOW + tenSeconds - 1).stops()).isEmpty();
        assertThat(agenda.due(NOW + tenSeconds).stops())
                .extracting(Agenda.Stopping::why)
                .containsExactly(Stop.OVERRUN);
        assertThat(agenda.due(NOW + tenSeconds + 1).stops()).isEmpty();
    }

    @Test
    void asksARunToYieldWhenItCostsMoreSevereWorkItsDeadline() {
        var agenda = agenda(2);
        long ms = 1_000_000;
        add(agenda, costing(5000 * ms).yielding(), due(60_000 * ms));
        agenda.next(NOW);
        agenda.add(costing(20 * ms), due(150 * ms, Severity.STAT, Late.FINISH), NOW + ms);

        assertThat(agenda.nextDueNanos(NOW + ms)).isPresent();
        assertThat(agenda.due(NOW + ms).stops()).extracting(Agenda.Stopping::why).containsExactly(Stop.YIELD);
        assertThat(agenda.gaveWay(Effort.FULL)).as("it was over before").isFalse();
        assertThat(agenda.gaveWay(Effort.PARTIAL)).isTrue();
        assertThat(agenda.finished(Effort.PARTIAL, true, NOW + 3 * ms)).isTrue();
        assertThat(agenda.waiting()).isEqualTo(2);
    }

    @Test
    void waitsWithThatUntilTheLastMomentWhenTheRunShouldEndBefore() {
        var agenda = agenda(2);
        long ms = 1_000_000;
        add(agenda, costing(100 * ms).yielding(), due(60_000 * ms));
        agenda.next(NOW);
        agenda.add(costing(20 * ms), due(150 * ms, Severity.STAT, Late.FINISH), NOW);

        assertThat(agenda.due(NOW + 100 * ms).stops()).isEmpty();
        assertThat(agenda.nextDueNanos(NOW + 100 * ms)).hasValue(NOW + 127 * ms);
        assertThat(agenda.due(NOW + 127 * ms).stops()).hasSize(1);
        assertThat(agenda.due(NOW + 128 * ms).stops()).isEmpty();
    }

    @Test
    void asksNobodyToYieldToItsOwnClassOrWhereARunCannotBeAbortedOrDoesNotYield() {
        long ms = 1_000_000;
        for (int which = 0; which < 3; which++) {
            var agenda = new Agenda(2, which != 1);
            var running = costing(5000 * ms);
            add(agenda, which == 2 ? running : running.yielding(), due(60_000 * ms));
            agenda.next(NOW);
            var severity = which == 0 ? Severity.ROUTINE : Severity.STAT;
            agenda.add(costing(20 * ms), due(150 * ms, severity, Late.FINISH), NOW);

            assertThat(agenda.due(NOW + 130 * ms - 1).stops()).isEmpty();
        }
    }

    @Test
    void yieldsEightTimesAndNotAgain() {
        var agenda = agenda(2);
        long ms = 1_000_000;
        var running = costing(5000 * ms).yielding();
        add(agenda, running, due(60_000 * ms));
        for (int i = 0; i <= 8; i++) {
            var entry = agenda.next(NOW).orElseThrow().entries().getFirst();
            assertThat(entry.job()).isSameAs(running);
            agenda.add(costing(20 * ms), due(150 * ms, Severity.STAT, Late.FINISH), NOW);

            assertThat(agenda.due(NOW).stops()).hasSize(i < 8 ? 1 : 0);

            entry.again();
            agenda.finished(Effort.PARTIAL, true, NOW);
            assertThat(takeNext(agenda, NOW)).isNotSameAs(running);
        }
    }

    @Test
    void saysWhenSomethingIsDueNext() {
        var agenda = agenda(3);
        assertThat(agenda.nextDueNanos(NOW)).isEmpty();

        add(agenda, new RecordingJob(), due(5000)); // on the far side of the wrap
        add(agenda, new RecordingJob(), due(70));
        assertThat(agenda.nextDueNanos(NOW)).hasValue(NOW + 70);

        agenda.next(NOW);
        agenda.due(NOW + 70);
        assertThat(agenda.nextDueNanos(NOW + 70)).hasValue(NOW + 5000);
        agenda.due(NOW + 5000);
        assertThat(agenda.nextDueNanos(NOW + 5000)).hasValue(NOW + Duration.ofSeconds(10).toNanos());
    }

    @Test
    void takesNothingBackOnceItIsCleared() {
        var agenda = agenda(2);
        add(agenda, new RecordingJob(), due(10));
        agenda.next(NOW);
        agenda.clear();

        assertThat(agenda.finished(Effort.PARTIAL, true, NOW)).isFalse();
        assertThat(agenda.waiting()).isZero();
    }

    @Test
    void asksForRoomForOneJob() {
        assertThatThrownBy(() -> agenda(0)).hasMessageContaining("1 job or more, not 0");
    }

    @Test
    void asksAJobForOneRungAndABatchForASize() {
        var none = new RecordingJob() {
            @Override
            public List<Rung> rungs() {
                return List.of();
            }
        };
        assertThatThrownBy(() -> add(agenda(1), none, due(10))).hasMessageContaining("1 rung or more, not 0");
        assertThatThrownBy(() -> new Job.Batch("key", 0)).hasMessageContaining("1 to 64 jobs, not 0");
        assertThatThrownBy(() -> new Job.Batch("key", 65)).hasMessageContaining("1 to 64 jobs, not 65");
    }
}
