// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final Duration BUDGET = Duration.ofMillis(100);

    private final ManualClock clock = new ManualClock();
    private final Lane lane = Lane.still(2, clock);

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
        var job = new RecordingJob(_ -> passDeadline());
        submit(job, Late.FINISH);

        lane.workOnce();

        assertThat(job.calls).containsExactly("run", "deadlinePassed", "ended late");
    }

    @Test
    void tellsTheDeadlineItselfWhenTheWatchHadNoTurn() {
        var job = new RecordingJob(_ -> clock.goOn(BUDGET));
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
        var job = new RecordingJob(_ -> passDeadline());
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
        var first = new RecordingJob();
        submit(first, Late.FINISH);
        submit(new RecordingJob(), Late.FINISH);
        passDeadline();

        assertThat(submit(new RecordingJob(), Late.FINISH)).isEqualTo(Admission.ACCEPTED);
        assertThat(first.calls).containsExactly("deadlinePassed", "dropped DEADLINE");
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
