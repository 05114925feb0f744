// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Timing;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Answer.Conclusion;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Answer.Stages;
import dev.gantry.outcome.Answer.Work;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import dev.gantry.runtime.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Translates what the engine found into what is published.
final class Answers {
    private final Subjects subjects;

    /// What an answer is about, and when its time began.
    ///
    /// @param digest     of the objects: the same digest again is the same picture again
    /// @param sinceNanos monotonic time of the last byte; of a series or exam, when it was known to be whole
    record About(Unit unit, String digest, Subject subject, long sinceNanos) {}

    Answers(Subjects subjects) {
        this.subjects = subjects;
    }

    /// One image and one model.
    About image(StoredObject image, ActiveModel model) {
        return new About(imageUnit(image.sopInstanceUid(), model.id().name()), image.fingerprint(),
                subjects.of(image), image.lastByteNanos());
    }

    /// A series and one model.
    ///
    /// @param last         its last object
    /// @param completeNanos when it was known to be whole: its budget begins then
    About series(String series, StoredObject last, List<Member> members, ActiveModel model, long completeNanos) {
        return new About(seriesUnit(series, model.id().name()), digest(members), subjects.of(last, members),
                completeNanos);
    }

    /// An exam and one model, which looks at one series of it.
    ///
    /// @param members of that series
    About exam(String study, StoredObject last, List<Member> members, ActiveModel model, long completeNanos) {
        return new About(examUnit(study, model.id().name()), digest(members),
                subjects.of(last, members), completeNanos);
    }

    /// Which picture it is that a finding points at.
    interface Shown {
        /// @param slice in the order of the stack, from 0; of one object its frame
        Optional<Spot> at(int slice);

        /// @param instance pseudonym
        /// @param frame    counted from 1
        record Spot(String instance, int frame) {}
    }

    /// The frames of one object, named as the subject's exam is.
    Shown frames(About about, String sopInstanceUid) {
        var instance = subjects.of(about.subject()).instance(sopInstanceUid);
        return slice -> Optional.of(new Shown.Spot(instance, slice + 1));
    }

    /// The model's final word; empty when the appliance stops before there is one.
    Optional<Answer> ended(About about, ActiveModel model, Analysis analysis, Shown shown) {
        return switch (analysis) {
            case Analysis.Completed done -> Optional.of(answer(about, model,
                    new Conclusion(false, new Findings(shown).verdict(done.findings()), note(done, model), Optional.of(used(done.provenance()))),
                    Optional.of(stages(done.timing()))));
            case Analysis.Refused(var why) -> switch (why) {
                case OVERLOAD -> Optional.of(failed(about, model, Reason.OVERLOAD,
                        "more images waited for the model than may"));
                case REPLACED -> Optional.of(failed(about, model, Reason.INTERNAL,
                        "the model was taken away before it could look"));
                case CLOSING -> Optional.empty(); // the object stays unsettled and is analysed after the restart
            };
            case Analysis.Dropped _ -> Optional.of(failed(about, model, Reason.DEADLINE,
                    "the budget was spent before the model could answer"));
            case Analysis.Unreadable(var detail) -> Optional.of(failed(about, model, Reason.UNREADABLE, detail));
            case Analysis.TurnedAway(var detail) -> Optional.of(failed(about, model, Reason.INPUT_GATE, detail));
            case Analysis.Failed(var kind, var detail) -> Optional.of(failed(about, model,
                    switch (kind) {
                        case MODEL_OUTPUT -> Reason.MODEL_OUTPUT;
                        case OFF -> Reason.MODEL_OFF;
                        case INTERNAL, OUT_OF_MEMORY -> Reason.INTERNAL;
                    },
                    detail));
        };
    }

    /// The budget is spent; the model may still answer.
    Answer deadlinePassed(About about, ActiveModel model) {
        return answer(about, model,
                new Conclusion(true, new Verdict.NotAnalysed(Reason.DEADLINE),
                        Optional.of("the model does not answer within its budget; a late answer may follow"), Optional.of(used(model))),
                Optional.empty());
    }

    /// The image is not for this model's population.
    Answer outOfScope(About about, ActiveModel model, String detail) {
        return failed(about, model, Reason.OUT_OF_SCOPE, detail);
    }

    /// No picture of that size is made here.
    Answer tooLarge(About about, ActiveModel model, String detail) {
        return failed(about, model, Reason.TOO_LARGE, detail);
    }

    /// The process ended twice while it had this model look at this image.
    Answer crashed(About about, ActiveModel model) {
        return failed(about, model, Reason.CRASH, "the process ended twice while the model looked at it; it is in quarantine");
    }

    /// No model applies to any image of the exam.
    Answer noModel(Exam exam, String detail) {
        return exam(exam, digest(exam.members()), Reason.NO_MODEL, detail);
    }

    /// The images of the exam name more than one patient.
    Answer identityConflict(Exam exam) {
        return exam(exam, "identity-conflict", Reason.IDENTITY_CONFLICT,
                "the images of this study name more than one patient: a person must look");
    }

    /// The scanner gave the exam up, and nothing of it remains.
    ///
    /// @param step whose instances these were
    Answer incomplete(Exam withdrawn, String step) {
        return exam(withdrawn, "discontinued-" + Integer.toHexString(step.hashCode()), Reason.INCOMPLETE,
                "the scanner discontinued the performed procedure step");
    }

    private Answer exam(Exam exam, String digest, Reason reason, String detail) {
        return new Answer(examUnit(exam.study()), digest, subjects.of(exam),
                new Conclusion(false, new Verdict.NotAnalysed(reason), Optional.of(detail), Optional.empty()),
                new Work(Severity.ROUTINE, Optional.empty(), exam.last().lastByteNanos(), Optional.empty()));
    }

    /// A study in logs: the pseudonym that is published.
    String name(String studyUid) {
        return subjects.published().study(studyUid);
    }

    /// The unit in which one model answers for one image.
    Unit imageUnit(String sopInstanceUid, String model) {
        return new Unit(subjects.units().instance(sopInstanceUid), model);
    }

    /// The unit in which one model answers for one series.
    Unit seriesUnit(String series, String model) {
        return new Unit(subjects.units().series(series), model);
    }

    /// The unit in which one model answers for one exam.
    Unit examUnit(String studyUid, String model) {
        return new Unit(subjects.units().study(studyUid), model);
    }

    /// Whether the site's rules make an object a test.
    boolean test(StoredObject object) {
        return subjects.test(object);
    }

    /// The unit that answers for an exam as a whole, where no model does.
    Unit examUnit(String studyUid) {
        return new Unit(subjects.units().study(studyUid), Unit.NONE);
    }

    /// None of the exam's series is for this model.
    Answer noSuitableSeries(About about, ActiveModel model, String detail) {
        return failed(about, model, Reason.NO_SUITABLE_SERIES, detail);
    }

    private Answer failed(About about, ActiveModel model, Reason reason, String detail) {
        return answer(about, model,
                new Conclusion(false, new Verdict.NotAnalysed(reason), Optional.of(detail), Optional.of(used(model))),
                Optional.empty());
    }

    private Answer answer(About about, ActiveModel model, Conclusion conclusion, Optional<Stages> stages) {
        var service = model.manifest().service();
        return new Answer(about.unit(), about.digest(), about.subject(), conclusion,
                new Work(severity(service.severity()), Optional.of(service.budget()), about.sinceNanos(), stages));
    }

    /// Two sends of the same pictures have the same digest only if they hold the same objects, however often each
    /// came.
    private static String digest(List<Member> members) {
        return Integer.toHexString(members.stream()
                .map(member -> member.sopInstanceUid() + member.fingerprint())
                .distinct()
                .sorted()
                .toList()
                .hashCode());
    }

    private static Optional<String> note(Analysis.Completed done, ActiveModel asked) {
        var notes = new ArrayList<String>();
        if (!done.provenance().model().equals(asked.id())) {
            notes.add("%s would not have kept its budget: %s answered in its place"
                    .formatted(asked.id(), done.provenance().model()));
        }
        if (done.windowMissing()) {
            notes.add("the image has no VOI window: its samples were spread from lowest to highest");
        }
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
    }

    private static ModelUsed used(ActiveModel model) {
        return used(model.provenance());
    }

    private static ModelUsed used(Provenance ran) {
        return new ModelUsed(ran.model().name(), ran.model().version().toString(), ran.sha256(),
                ran.provider().name().toLowerCase(Locale.ROOT), ran.precision());
    }

    private static Stages stages(Timing timing) {
        return new Stages(Duration.ofNanos(timing.queuedNanos()), Duration.ofNanos(timing.stages().decodedNanos()),
                Duration.ofNanos(timing.stages().preparedNanos()), Duration.ofNanos(timing.stages().computedNanos()));
    }

    private static Severity severity(Manifest.Severity severity) {
        return switch (severity) {
            case STAT -> Severity.STAT;
            case URGENT -> Severity.URGENT;
            case ROUTINE -> Severity.ROUTINE;
        };
    }
}
