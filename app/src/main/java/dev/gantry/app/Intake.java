// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Arrivals;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.ActiveModel;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Match;
import dev.gantry.engine.Receiver;
import dev.gantry.model.Applicability;
import dev.gantry.schedule.Deadline;
import dev.gantry.app.Settlement.Claim;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The path of one image from the spool to the outbox.
///
/// Called by event loops, the lane and spool threads alike; its own lock guards the open exams only.
final class Intake implements Arrivals {
    private final Engine engine;
    private final Exams exams;
    private final Answers answers;
    private final Settlement settlement;
    private final LongSupplier nanoClock;

    Intake(Engine engine, Exams exams, Answers answers, Settlement settlement, LongSupplier nanoClock) {
        this.engine = engine;
        this.exams = exams;
        this.answers = answers;
        this.settlement = settlement;
        this.nanoClock = nanoClock;
    }

    @Override
    public void arrived(StoredObject object) {
        boolean belongs;
        synchronized (exams) {
            belongs = exams.arrived(object, nanoClock.getAsLong());
        }
        if (!belongs) {
            object.bytes().release();
            settlement.nothingToSay(object);
            return;
        }
        var answering = engine.matching(object.header()).stream().filter(Intake::answers).toList();
        if (answering.isEmpty()) {
            object.bytes().release(); // the exam answers for it once it is complete
            return;
        }
        var claim = settlement.claim(object, answering.size());
        claim.retract(answers.noModelUnit(Exam.studyOf(object)), "a model applies to a later image of the exam");
        answering.forEach(match -> answer(claim, match));
    }

    private static boolean answers(Match match) {
        return switch (match.answer()) {
            case Applicability.Applies _, Applicability.OutOfScope _ -> true;
            case Applicability.Unknown _, Applicability.Contradicts _ -> false;
        };
    }

    private void answer(Claim claim, Match match) {
        var object = claim.object();
        switch (match.answer()) {
            case Applicability.OutOfScope(var detail) -> claim.last(answers.outOfScope(object, match.model(), detail));
            case Applicability.Applies _ -> {
                if (object.bytes().ready()) {
                    analyse(claim, match.model());
                } else { // too large for memory, or deflated: it is read back from its file
                    object.kept().onSuccess(_ -> analyse(claim, match.model()));
                }
            }
            case Applicability.Unknown _, Applicability.Contradicts _ ->
                    throw new IllegalStateException("a model that does not apply was asked to answer");
        }
    }

    private void analyse(Claim claim, ActiveModel model) {
        var object = claim.object();
        var deadline = Deadline.after(model.manifest().service().budget(), object.lastByteNanos());
        engine.analyse(model, () -> decode(object), deadline, new Receiver() {
            @Override
            public void deadlinePassed() {
                claim.provisional(answers.deadlinePassed(object, model));
            }

            @Override
            public void ended(Analysis analysis, boolean late) {
                answers.ended(object, model, analysis).ifPresent(claim::last);
            }
        });
    }

    private static Decoding decode(StoredObject object) {
        return object.defect().isPresent() && object.pixels().isEmpty()
                ? new Decoding.Unreadable(object.defect().get())
                : Pixels.decode(object.header(), object.transferSyntax(), object.pixels(), object.bytes());
    }

    /// Closes the exams that fell silent: those that no model answered get their one `no_model`.
    void closeSilentExams() {
        List<Exam> complete;
        synchronized (exams) {
            complete = exams.completed(nanoClock.getAsLong());
        }
        complete.forEach(this::close);
    }

    private void close(Exam exam) {
        var unanswered = exam.objects().stream()
                .filter(object -> engine.matching(object.header()).stream().noneMatch(Intake::answers))
                .toList();
        if (unanswered.size() == exam.objects().size()) {
            settlement.sayOnce(exam.objects(), answers.noModel(exam, whyNoModel(exam)));
        } else {
            unanswered.forEach(settlement::nothingToSay);
        }
    }

    /// For the field engineer: which rule of which model kept it from answering, for the exam's last image.
    private String whyNoModel(Exam exam) {
        var matches = engine.matching(exam.objects().getLast().header());
        if (matches.isEmpty()) {
            return "no model is active";
        }
        return matches.stream()
                .map(match -> match.model().id() + ": " + switch (match.answer()) {
                    case Applicability.Unknown(var rule) -> rule + " is not in the header";
                    case Applicability.Contradicts(var rule) -> rule + " does not match";
                    case Applicability.Applies _, Applicability.OutOfScope _ -> "applies";
                })
                .collect(Collectors.joining("; "));
    }

    /// Exams that wait for their silence, for the status.
    int openExams() {
        synchronized (exams) {
            return exams.size();
        }
    }
}
