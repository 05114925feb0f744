// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Answers.About;
import dev.gantry.desk.Settlement.Claim;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Match;
import dev.gantry.engine.Receiver;
import dev.gantry.finding.Finding;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Applicability;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.preprocess.Picture;
import dev.gantry.schedule.Deadline;
import java.util.ArrayList;
import java.util.Optional;

/// The path of one image from the spool to the outbox.
///
/// Called by event loops, the lane and spool threads alike.
final class Intake {
    private final Engine engine;
    private final ExamDesk desk;
    private final Answers answers;
    private final Settlement settlement;
    private final Attempts attempts;
    private final Pixels pixels;
    private final boolean explains;

    /// Where it is noted that something begins that might take the process down.
    @FunctionalInterface
    interface Attempts {
        /// @param id   of the object
        /// @param what is tried with it
        Attempt begin(String id, String what);
    }

    Intake(Eyes eyes, ExamDesk desk, Settlement settlement, Attempts attempts) {
        this.engine = eyes.engine();
        this.desk = desk;
        this.answers = eyes.answers();
        this.settlement = settlement;
        this.attempts = attempts;
        this.pixels = eyes.pixels();
        this.explains = eyes.explains();
    }

    void arrived(StoredObject object) {
        var matches = engine.matching(object.header()).stream().filter(Match::answers).toList();
        var answering = matches.stream()
                .filter(match -> match.model().manifest().question().scope() == Scope.IMAGE)
                .toList();
        boolean whole = answering.size() < matches.size();
        var claims = new ArrayList<Claim>();
        desk.arrived(object, !answering.isEmpty(), whole, (arrival, held) -> {
            if (answering.isEmpty()) {
                return Optional.of(settlement.owed(object));
            }
            var claim = settlement.claim(object, answering.size(), held);
            if (!arrival.conflict()) {
                claim.retract(answers.examUnit(Exam.studyOf(object)),
                        "a model applies to a later image of the exam");
            }
            claims.add(claim);
            return claim.owed();
        });
        if (claims.isEmpty()) {
            object.bytes().release(); // its series or exam answers for it once that is complete
        }
        claims.forEach(claim -> answering.forEach(match -> answer(claim, match)));
    }

    private void answer(Claim claim, Match match) {
        var object = claim.object();
        var about = answers.image(object, match.model());
        switch (match.answer()) {
            case Applicability.OutOfScope(var detail) -> claim.last(answers.outOfScope(about, match.model(), detail));
            case Applicability.Applies _ when object.barred().contains(attempt(match.model())) ->
                    claim.last(answers.crashed(about, match.model()));
            case Applicability.Applies _ when Pixels.tooLarge(object.header()).isPresent() ->
                    claim.last(answers.tooLarge(about, match.model(), Pixels.tooLarge(object.header()).get()));
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

    /// What is tried: decoding is a part of it, for a decoder may take the process down as a model may.
    static String attempt(ActiveModel model) {
        return model.id().toString();
    }

    private void analyse(Claim claim, ActiveModel model) {
        var analysing = new Analysing(claim, model);
        if (claim.object().replayed()) {
            engine.analyseAgain(model, analysing::picture, analysing);
        } else {
            var deadline = Deadline.after(model.manifest().service().budget(), claim.object().lastByteNanos());
            engine.analyse(model, analysing::picture, deadline, analysing);
        }
    }

    /// One model that looks at one image.
    private final class Analysing implements Receiver {
        private final Claim claim;
        private final ActiveModel model;
        private final About about;
        private Optional<Attempt> attempt = Optional.empty();

        Analysing(Claim claim, ActiveModel model) {
            this.claim = claim;
            this.model = model;
            this.about = answers.image(claim.object(), model);
        }

        /// On the lane, right before the run; once more when the run gave way and comes again.
        synchronized Picture picture() {
            close();
            attempt = Optional.of(attempts.begin(claim.object().id(), attempt(model)));
            return look();
        }

        private Picture look() {
            var object = claim.object();
            return object.defect().isPresent() && object.pixels().isEmpty()
                    ? new Picture.Unreadable(object.defect().get())
                    : Picture.of(
                            pixels.first(object.header(), object.transferSyntax(), object.pixels(), object.bytes()));
        }

        @Override
        public void deadlinePassed() {
            claim.provisional(answers.deadlinePassed(about, model));
        }

        @Override
        public void ended(Analysis analysis, boolean late) {
            close();
            if (analysis.equals(new Analysis.Refused(Analysis.Refusal.REPLACED))) {
                var successor = engine.successor(model);
                if (successor.isPresent()) { // another version of the same question
                    analyse(claim, successor.get());
                    return;
                }
            }
            var shown = answers.frames(about, claim.object().sopInstanceUid());
            answers.ended(about, model, analysis, shown).ifPresent(claim::last);
            if (explains && analysis instanceof Analysis.Completed done && done.positive()
                    && done.provenance().model().equals(model.id())) {
                explain(done);
            }
        }

        private void explain(Analysis.Completed done) {
            var label = done.findings().stream().filter(Finding::positive).findFirst().orElseThrow().label();
            var instance = about.subject().exam().instance().orElseThrow();
            engine.explain(model, this::look, label, instance + "-" + about.unit().model());
        }

        private synchronized void close() {
            attempt.ifPresent(Attempt::close);
        }
    }
}
