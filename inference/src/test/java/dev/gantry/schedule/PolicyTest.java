// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static dev.gantry.model.Manifest.Severity.ROUTINE;
import static dev.gantry.model.Manifest.Severity.STAT;
import static dev.gantry.model.Manifest.Severity.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Job.Effort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who goes first, on which rung, and with whom. Times are in nanoseconds from now.
class PolicyTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Agenda agenda = new Agenda(100, true);
    private long now = Long.MAX_VALUE - 1000;

    private RecordingJob add(RecordingJob job, Severity severity, long dueIn) {
        var deadline = new Deadline(now + dueIn);
        agenda.add(job, new Urgency(deadline, severity, Late.FINISH, Duration.ofSeconds(10), false), now);
        return job;
    }

    private static RecordingJob costing(long nanos) {
        return new RecordingJob().rung("costs " + nanos, nanos);
    }

    private Agenda.Start next() {
        return agenda.next(now).orElseThrow();
    }

    /// Runs what is next for as long as it was expected to take.
    private Job runNext() {
        var start = next();
        now += start.rung().warmUp().toNanos();
        agenda.finished(Effort.FULL, false, now);
        return start.entries().getFirst().job();
    }

    private List<Job> runAll() {
        var ran = new ArrayList<Job>();
        while (agenda.waiting() > 0) {
            ran.add(runNext());
        }
        return ran;
    }

    private static List<Job> jobs(Agenda.Start start) {
        return start.entries().stream().map(Entry::job).toList();
    }

    @Test
    void runsTheMoreSevereFirstWhenOneMustLose() {
        var routine = add(costing(100), ROUTINE, 150);
        var urgent = add(costing(100), URGENT, 160);
        var stat = add(costing(100), STAT, 170);

        assertThat(runAll()).containsExactly(stat, urgent, routine);
    }

    @Test
    void runsTheEarlierDeadlineFirstWhenThatCostsTheMoreSevereNothing() {
        var routine = add(costing(100), ROUTINE, 150);
        var stat = add(costing(100), STAT, 601);

        assertThat(runAll()).containsExactly(routine, stat);
    }

    @Test
    void keepsTwoThirdsOfTheTimeThatMoreSevereWorkHasLeft() {
        var routine = add(costing(100), ROUTINE, 150);
        var stat = add(costing(100), STAT, 600);

        assertThat(runAll()).containsExactly(stat, routine);
    }

    @Test
    void looksAtAllMoreSevereWorkNotOnlyAtTheFirst() {
        var routine = add(costing(100), ROUTINE, 150);
        var first = add(costing(100), STAT, 700);
        var second = add(costing(100), STAT, 800);

        assertThat(runAll()).containsExactly(first, second, routine);
    }

    @Test
    void runsReplayedWorkAfterOtherWorkWithTheSameDeadline() {
        var replayed = costing(100);
        agenda.add(replayed, Urgency.replayed(STAT, Late.FINISH, Duration.ofNanos(500), now), now);
        var fresh = add(costing(100), STAT, 500);

        assertThat(runAll()).containsExactly(fresh, replayed);
    }

    @Test
    void neverLetsWorkThatCannotMakeItBlockWorkThatCan() {
        var expired = add(costing(100), STAT, 0);
        var hopeless = add(costing(100), STAT, 99);
        var can = add(costing(100), ROUTINE, 101);

        assertThat(runNext()).isSameAs(can);
        assertThat(runAll()).containsExactly(expired, hopeless);
    }

    @Test
    void givesLateWorkATurnOfAgeWhichIsATenthOfTheTime() {
        var late = add(costing(SECOND), ROUTINE, SECOND);
        var later = add(costing(SECOND), ROUTINE, SECOND + 1);
        now += SECOND;
        var ran = new ArrayList<Job>();
        for (int i = 0; i < 25; i++) {
            add(costing(SECOND), ROUTINE, 2 * SECOND);
            ran.add(runNext());
        }

        assertThat(ran.indexOf(late)).as("after ten seconds").isEqualTo(10);
        assertThat(ran.indexOf(later)).as("nine others between").isEqualTo(20);
    }

    @Test
    void givesMoreSevereLateWorkItsTurnSooner() {
        var routine = add(costing(100), ROUTINE, 0);
        var late = add(costing(100), STAT, 8 * SECOND);
        now += 9 * SECOND;
        var onTime = add(costing(100), ROUTINE, SECOND);

        assertThat(runAll()).containsExactly(late, onTime, routine);
    }

    @Test
    void givesNoTurnOfAgeThatCostsStatWorkItsDeadline() {
        add(costing(100), STAT, 50);
        now += 2 * SECOND;
        var stat = add(costing(100), STAT, 199);

        assertThat(runNext()).isSameAs(stat);
    }

    @Test
    void takesTheBestRungThatMakesTheDeadline() {
        var ladder = new RecordingJob().rung("full", 100).rung("small", 30);

        add(ladder, URGENT, 101);
        assertThat(next().rung().name()).isEqualTo("full");
        agenda.finished(Effort.PARTIAL, false, now);

        add(ladder, URGENT, 100);
        assertThat(next().rung().name()).isEqualTo("small");
        agenda.finished(Effort.PARTIAL, false, now);

        add(ladder, URGENT, 31);
        assertThat(next().rung().name()).isEqualTo("small");
    }

    @Test
    void givesLateWorkItsBestRung() {
        add(new RecordingJob().rung("full", 100).rung("small", 30), URGENT, 30);

        assertThat(next().rung().name()).isEqualTo("full");
    }

    @Test
    void stepsDownWhenTheBestRungCostsAnotherOfItsClassTheDeadline() {
        add(new RecordingJob().rung("full", 100).rung("small", 30), URGENT, 120);
        add(costing(100), URGENT, 190);

        assertThat(next().rung().name()).isEqualTo("small");
    }

    @Test
    void staysOnTheBestRungWhenSteppingDownSavesNobody() {
        add(new RecordingJob().rung("full", 100).rung("small", 30), URGENT, 120);
        add(costing(100), URGENT, 125);
        add(costing(100), ROUTINE, 190);

        assertThat(next().rung().name()).isEqualTo("full");
    }

    @Test
    void runsThoseOfOneBatchKeyTogetherUpToTheLimit() {
        var jobs = new ArrayList<Job>();
        for (int i = 0; i < 5; i++) {
            jobs.add(add(costing(100).batch("chest", 4), ROUTINE, 1000 + i));
        }
        add(costing(100).batch("hand", 4), ROUTINE, 2000);
        add(costing(100), ROUTINE, 2000);

        assertThat(jobs(next())).isEqualTo(jobs.subList(0, 4));
    }

    @Test
    void makesNoBatchThatCostsAMemberItsDeadline() {
        var first = add(costing(100).batch("chest", 4), ROUTINE, 250);
        var second = add(costing(100).batch("chest", 4), ROUTINE, 260);
        add(costing(100).batch("chest", 4), ROUTINE, 900);

        assertThat(jobs(next())).as("three would take 300").containsExactly(first, second);
    }

    @Test
    void makesNoBatchThatCostsAnotherItsDeadline() {
        var first = add(costing(100).batch("chest", 4), ROUTINE, 250);
        add(costing(100), ROUTINE, 290);
        add(costing(100).batch("chest", 4), ROUTINE, 900);

        assertThat(jobs(next())).containsExactly(first);
    }

    @Test
    void learnsWhatABatchCostsAndThenMakesLargerOnes() {
        for (int i = 0; i < 2; i++) {
            add(costing(100).batch("chest", 4), ROUTINE, 1000);
        }
        assertThat(next().entries()).hasSize(2);
        agenda.finished(Effort.FULL, false, now + 110);

        for (int i = 0; i < 4; i++) {
            add(costing(100).batch("chest", 4), ROUTINE, 250);
        }

        assertThat(next().entries()).as("four at 55 each").hasSize(4);
    }

    @Test
    void makesNoBatchThatWouldKeepTheNextStatJobWaitingForLong() {
        add(costing(10), STAT, 500);
        runNext();
        for (int i = 0; i < 8; i++) {
            add(costing(100).batch("chest", 8), ROUTINE, 100_000);
        }

        assertThat(next().entries()).as("half of 500").hasSize(2);
    }

    @Test
    void letsLateWorkRideAlong() {
        var late = add(costing(100).batch("chest", 4), ROUTINE, 50);
        var onTime = add(costing(100).batch("chest", 4), ROUTINE, 500);

        assertThat(jobs(next())).containsExactly(onTime, late);
    }
}
