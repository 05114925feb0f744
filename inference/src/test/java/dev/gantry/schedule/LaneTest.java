// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Job.Effort;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final Duration BUDGET = Duration.ofMillis(100);

    private final ManualClock clock = new ManualClock();
    private final Lane lane = Lane.still(new Lane.Device("test", true), 2, clock);

    private Admission submit(Job job, Late late) {
        var deadline = Deadline.after(BUDGET, clock.getAsLong());
        return lane.submit(job, Urgency.of(deadline, Severity.STAT, late, BUDGET));
    }

    private void passDeadline() {
        clock.goOn(BUDGET);
        lane.watchOnce();
    }

    @Test
    void runsAJobAndSaysThatItEndedInTime() {
        var job = new RecordingJob();
        submit(job, Late.FINISH);

        assertThat(lane.workOnce()).isTrue();
        passDeadline();

        assertThat(job.calls).containsExactly("run", "ended");
        assertThat(lane.workOnce()).isFalse();
    }

    @Test
    void tellsAWatchdogForHowLongARunGoesOnThatWasToBeOver() {
        var told = new ArrayList<Duration>();
        var job = new RecordingJob(_ -> {
            clock.goOn(Duration.ofSeconds(10));
            told.add(lane.overdue());
            clock.goOn(Duration.ofSeconds(7));
            told.add(lane.overdue());
            return Effort.FULL;
        });
        submit(job, Late.FINISH);
        told.add(lane.overdue());

        lane.workOnce();
        told.add(lane.overdue());

        assertThat(told).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(7), Duration.ZERO);
    }

    @Test
    void tellsAWaitingJobOfItsDeadlineOnceAndRunsItLate() {
        var job = new RecordingJob();
        submit(job, Late.FINISH);

        passDeadline();
        lane.watchOnce();
        lane.workOnce();

        assertThat(job.calls).containsExactly("deadlinePassed", "run", "ended late");
    }

    @Test
    void tellsARunningJobOfItsDeadlineWhateverItIsDoing() {
        var job = new RecordingJob(_ -> {
            passDeadline();
            return Effort.FULL;
        });
        submit(job, Late.FINISH);

        lane.workOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "ended late");
    }

    @Test
    void tellsTheDeadlineItselfWhenTheWatchHadNoTurn() {
        var job = new RecordingJob(_ -> {
            clock.goOn(BUDGET);
            return Effort.FULL;
        });
        submit(job, Late.FINISH);

        lane.workOnce();
        lane.watchOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "ended late");
    }

    @Test
    void dropsAWaitingJobThatIsNotToFinishLate() {
        var job = new RecordingJob();
        submit(job, Late.DROP);

        passDeadline();

        assertThat(lane.workOnce()).isFalse();
        assertThat(job.calls).containsExactly("deadlinePassed", "dropped DEADLINE");
    }

    @Test
    void abortsARunningJobThatIsNotToFinishLate() {
        var job = new RecordingJob(_ -> {
            passDeadline();
            return Effort.FULL;
        });
        submit(job, Late.DROP);

        lane.workOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "abort DEADLINE", "ended late");
    }

    @Test
    void abortsARunThatTakesTooLong() {
        var job = new RecordingJob(_ -> {
            passDeadline();
            clock.goOn(Duration.ofSeconds(10));
            lane.watchOnce();
            lane.watchOnce();
            return Effort.PARTIAL;
        });
        submit(job, Late.FINISH);

        lane.workOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "abort OVERRUN", "ended late");
    }

    @Test
    void refusesAtOnceWhenTheQueueIsFull() {
        submit(new RecordingJob(), Late.FINISH);
        submit(new RecordingJob(), Late.FINISH);
        var third = new RecordingJob();

        assertThat(submit(third, Late.FINISH)).isEqualTo(Admission.OVERLOAD);
        assertThat(third.calls).isEmpty();
        assertThat(lane.waiting()).isEqualTo(2);
    }

    @Test
    void givesThePlaceOfLateWorkToNewWork() {
        var second = new RecordingJob();
        submit(new RecordingJob(), Late.FINISH);
        submit(second, Late.FINISH);
        passDeadline();

        assertThat(submit(new RecordingJob(), Late.FINISH)).isEqualTo(Admission.ACCEPTED);
        assertThat(second.calls).containsExactly("deadlinePassed", "dropped DEADLINE");
    }

    @Test
    void givesThePlaceOfRoutineWorkToStatWork() {
        var routine = new RecordingJob();
        for (int i = 0; i < 2; i++) {
            var urgency = Urgency.of(
                    Deadline.after(BUDGET, clock.getAsLong()), Severity.ROUTINE, Late.FINISH, BUDGET);
            lane.submit(i == 0 ? new RecordingJob() : routine, urgency);
        }

        assertThat(submit(new RecordingJob(), Late.FINISH)).isEqualTo(Admission.ACCEPTED);
        assertThat(routine.calls).containsExactly("dropped OVERLOAD");
    }

    @Test
    void doesNotAbortWhatTheDeviceCannot() {
        var gpu = Lane.still(new Lane.Device("gpu", false), 2, clock);
        var job = new RecordingJob(_ -> {
            clock.goOn(BUDGET);
            gpu.watchOnce();
            return Effort.FULL;
        });
        var deadline = Deadline.after(BUDGET, clock.getAsLong());
        gpu.submit(job, Urgency.of(deadline, Severity.STAT, Late.DROP, BUDGET));

        gpu.workOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "ended late");
    }

    @Test
    void saysAtOnceThatAJobWillNotMakeItAndMayBeWrong() {
        var job = new RecordingJob(_ -> {
            clock.goOn(BUDGET.dividedBy(2));
            return Effort.FULL;
        }).rung("slow", 2 * BUDGET.toNanos());
        submit(job, Late.FINISH);
        lane.watchOnce();
        assertThat(job.calls).containsExactly("deadlinePassed");

        lane.workOnce();

        assertThat(job.calls).containsExactly("deadlinePassed", "run", "ended");
    }

    @Test
    void runsABatchOnOneJobAndEndsEach() {
        var first = new RecordingJob().rung("small", 10).batch("chest", 2);
        var second = new RecordingJob().rung("small", 10).batch("chest", 2);
        submit(first, Late.FINISH);
        submit(second, Late.FINISH);

        assertThat(lane.workOnce()).isTrue();

        assertThat(first.turns.getFirst().jobs()).containsExactly(first, second);
        assertThat(first.turns.getFirst().rung().name()).isEqualTo("small");
        assertThat(first.calls).containsExactly("run", "ended");
        assertThat(second.calls).containsExactly("ended");
        assertThat(lane.workOnce()).isFalse();
    }

    @Test
    void runsAJobAgainThatGaveWayToStatWork() {
        var stat = new RecordingJob().rung("stat", BUDGET.dividedBy(2).toNanos());
        var routine = new RecordingJob(job -> {
            if (job.calls.contains("again")) {
                return Effort.FULL;
            }
            submit(stat, Late.FINISH);
            lane.watchOnce();
            return Effort.PARTIAL;
        }).rung("long", Duration.ofSeconds(5).toNanos()).yielding();
        var minute = Duration.ofMinutes(1);
        lane.submit(routine, Urgency.of(
                Deadline.after(minute, clock.getAsLong()), Severity.ROUTINE, Late.FINISH, minute));

        lane.workOnce();
        assertThat(routine.calls).containsExactly("run", "abort YIELD", "again");
        lane.workOnce();
        assertThat(stat.calls).containsExactly("run", "ended");
        lane.workOnce();

        assertThat(routine.calls).containsExactly("run", "abort YIELD", "again", "run", "ended");
    }

    @Test
    void endsABatchWhoseRunThrows() {
        var first = new RecordingJob(_ -> {
            throw new IllegalStateException("our own mistake");
        }).batch("chest", 2);
        var second = new RecordingJob().batch("chest", 2);
        submit(first, Late.FINISH);
        submit(second, Late.FINISH);

        lane.workOnce();

        assertThat(first.calls).containsExactly("run", "ended");
        assertThat(second.calls).containsExactly("ended");
    }

    @Test
    void outlivesAJobThatThrows() {
        var bad = new RecordingJob(_ -> {
            throw new IllegalStateException("our own mistake");
        });
        var good = new RecordingJob();
        submit(bad, Late.FINISH);
        submit(good, Late.FINISH);

        lane.workOnce();
        lane.workOnce();

        assertThat(bad.calls).containsExactly("run", "ended");
        assertThat(good.calls).containsExactly("run", "ended");
    }

    @Test
    void takesNothingWhenClosed() {
        lane.close();

        assertThat(submit(new RecordingJob(), Late.FINISH)).isEqualTo(Admission.CLOSED);
    }
}
