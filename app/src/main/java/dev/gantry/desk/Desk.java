// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.spool.Arrivals;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Where what arrives is given to the models, and where it is decided what is said of it: of images at once, of
/// series and exams when they are whole.
///
/// Any thread.
public final class Desk implements Arrivals {
    private final Intake intake;
    private final ExamDesk exams;

    /// The outbox, as far as it matters here. Each stage completes once the revision is on disk, or there is
    /// none.
    public interface Sayings {
        CompletionStage<?> say(Answer answer);

        CompletionStage<?> retract(Unit unit, String why);
    }

    /// The spool, as far as it matters here.
    public interface Shelf {
        /// Notes that something begins that might take the process down ([Spool#attempt]).
        Attempt attempt(String id, String what);

        /// An object that is kept ([Spool#find(String)]).
        Optional<Spool.Kept> find(String id);

        /// Of this object all is said ([Spool#settled]).
        void settled(String id);
    }

    /// @param exam as the settings are at the moment
    public Desk(Eyes eyes, Sayings sayings, Shelf shelf, Supplier<ExamSettings> exam) {
        var settlement = new Settlement(sayings, shelf::settled);
        var series = new SeriesDesk(eyes, settlement, shelf);
        exams = new ExamDesk(eyes, new Exams(exam), series, settlement);
        intake = new Intake(eyes, exams, settlement, shelf::attempt);
    }

    @Override
    public void arrived(StoredObject object) {
        intake.arrived(object);
    }

    public void told(PerformedStep step) {
        exams.told(step);
    }

    /// A scanner ended an association in order.
    public void released(String calling, String peer) {
        exams.released(calling, peer);
    }

    /// Closes the exams that fell silent; to be called a few times each second.
    public void look() {
        exams.look();
    }

    /// Exams that are not complete, for the status.
    public int open() {
        return exams.open();
    }
}
