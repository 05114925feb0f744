// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Settlement.Owed;
import dev.gantry.dicom.exam.Arrival;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.ExamEvent;
import dev.gantry.dicom.exam.ExamEvent.Corrected;
import dev.gantry.dicom.exam.ExamEvent.Discontinued;
import dev.gantry.dicom.exam.ExamEvent.ExamComplete;
import dev.gantry.dicom.exam.ExamEvent.IdentityConflict;
import dev.gantry.dicom.exam.ExamEvent.Rejected;
import dev.gantry.dicom.exam.ExamEvent.Reopened;
import dev.gantry.dicom.exam.ExamEvent.SeriesComplete;
import dev.gantry.dicom.exam.ExamEvent.SeriesReopened;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.exam.KnownBy;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.exam.Member.Label;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.Engine;
import dev.gantry.model.Applicability;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Acts on what becomes known of exams: says what no image can say by itself, takes back what is no longer
/// true.
///
/// Called by event loops; its own lock keeps the events of the exams in order. What it does under the lock
/// waits for no disk.
final class ExamDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ExamDesk.class);

    private final Engine engine;
    private final Exams exams;
    private final SeriesDesk series;
    private final Answers answers;
    private final Settlement settlement;
    private final LongSupplier nanoClock;
    /// By study: objects that are not settled before their exam is complete.
    private final Map<String, List<Owed>> owed = new HashMap<>();

    ExamDesk(Eyes eyes, Exams exams, SeriesDesk series, Settlement settlement) {
        this.engine = eyes.engine();
        this.exams = exams;
        this.series = series;
        this.answers = eyes.answers();
        this.settlement = settlement;
        this.nanoClock = eyes.nanoClock();
    }

    /// What is done about a member of an exam under the lock, so that nothing comes between.
    interface Ours {
        /// @param held models may look at its series
        /// @return what the exam settles, if it does
        Optional<Owed> of(Arrival arrival, boolean held);
    }

    /// An object came. One that became no member of an exam is settled here; so is, later, one that no model
    /// answers for.
    ///
    /// @param answered models answer for it by itself
    /// @param whole    models may look at its series or exam
    synchronized void arrived(StoredObject object, boolean answered, boolean whole, Ours ours) {
        var arrival = exams.arrived(object, new Label(answered, answers.test(object)), nanoClock.getAsLong());
        switch (arrival.place()) {
            case EXAM -> {
                // What an object takes back was said before it; what it completes includes it.
                var before = arrival.events().stream().takeWhile(event -> !completes(event)).toList();
                before.forEach(event -> act(event, object.kept(), () -> {}));
                if (whole) {
                    series.arrived(object);
                }
                ours.of(arrival, whole).ifPresent(
                        it -> owed.computeIfAbsent(Exam.studyOf(object), _ -> new ArrayList<>()).add(it));
                arrival.events().stream().skip(before.size()).forEach(event -> act(event, object.kept(), () -> {}));
            }
            case ACCOMPANYING -> accompanying(object, arrival.events());
            case REPEATED, WITHDRAWN -> {
                arrival.events().forEach(event -> act(event, object.kept(), () -> {}));
                settlement.nothingToSay(settlement.owed(object));
            }
        }
    }

    private static boolean completes(ExamEvent event) {
        return event instanceof SeriesComplete || event instanceof ExamComplete;
    }

    /// A rejection note is settled once all is taken back that it rejects.
    private void accompanying(StoredObject object, List<ExamEvent> events) {
        long rejections = events.stream().filter(Rejected.class::isInstance).count();
        if (rejections == 0) {
            settlement.nothingToSay(settlement.owed(object));
        }
        var left = new AtomicInteger((int) rejections);
        for (var event : events) {
            act(event, object.kept(), () -> {
                if (left.decrementAndGet() == 0) {
                    settlement.nothingToSay(settlement.owed(object));
                }
            });
        }
    }

    synchronized void told(PerformedStep step) {
        exams.told(step, nanoClock.getAsLong()).forEach(event -> act(event, Future.succeededFuture(), () -> {}));
    }

    synchronized void released(String calling, String peer) {
        exams.released(calling, peer);
    }

    /// Closes the exams that fell silent.
    synchronized void look() {
        exams.look(nanoClock.getAsLong()).forEach(event -> act(event, Future.succeededFuture(), () -> {}));
    }

    /// Exams that are not complete, for the status.
    synchronized int open() {
        return exams.size();
    }

    /// @param kept succeeds when the cause of the event is on disk
    /// @param then is run once what a rejection takes back is taken back
    private void act(ExamEvent event, Future<Void> kept, Runnable then) {
        switch (event) {
            case SeriesComplete(var study, var uid, var members, var how) -> {
                LOG.info("series complete exam={} images={} known=\"{}\"", name(event), members.size(), how.words());
                series.seriesComplete(study, uid, members);
            }
            case SeriesReopened(var study, var uid, _) -> {
                LOG.info("series changed after it was complete exam={}", name(event));
                series.seriesReopened(study, uid);
            }
            case Reopened(_, var before) -> LOG.info("exam changed after it was complete exam={} known=\"{}\"",
                    name(event), before.words());
            case ExamComplete(var exam, var how) -> complete(exam, how);
            case IdentityConflict(var exam) -> {
                LOG.warn("two patients in one study exam={} images={}", name(event), exam.members().size());
                settlement.withdraw(exam.last().kept(), List.of(), series.conflict(exam.study()),
                        "the images of this study name more than one patient", () -> {});
                settlement.say(exam.last().kept(), answers.identityConflict(exam));
            }
            case Corrected corrected -> correct(corrected, kept);
            case Rejected rejected -> reject(rejected, kept, then);
            case Discontinued discontinued -> discontinue(discontinued, kept);
        }
    }

    private String name(ExamEvent event) {
        return answers.name(event.study());
    }

    private void complete(Exam exam, KnownBy how) {
        LOG.info("exam complete exam={} images={} known=\"{}\"", answers.name(exam.study()),
                exam.members().size(), how.words());
        if (exam.conflict()) {
            sayForExam(exam, answers.identityConflict(exam));
            return;
        }
        series.examComplete(exam);
        if (exam.members().stream().map(Member::label).noneMatch(Label::answered) && !series.answersFor(exam.study())) {
            sayForExam(exam, answers.noModel(exam, whyNoModel(exam.last())));
        } else {
            settlement.withdraw(exam.last().kept(), List.of(), List.of(answers.examUnit(exam.study())),
                    "models answer for images of the exam", () -> {});
            var objects = takeOwed(exam.study());
            series.said(exam.study()).thenRun(() -> objects.forEach(settlement::nothingToSay));
        }
    }

    private void sayForExam(Exam exam, Answer answer) {
        var objects = takeOwed(exam.study());
        if (objects.isEmpty()) {
            settlement.say(exam.last().kept(), answer);
        } else {
            settlement.sayOnce(objects, answer);
        }
    }

    private List<Owed> takeOwed(String study) {
        return Optional.ofNullable(owed.remove(study)).orElse(List.of());
    }

    /// For the field engineer: which rule of which model kept it from answering, for the exam's last image.
    private String whyNoModel(StoredObject last) {
        var matches = engine.matching(last.header());
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

    private void correct(Corrected event, Future<Void> kept) {
        var changed = event.changed().stream().map(part -> part.name().toLowerCase(Locale.ROOT)).sorted()
                .collect(Collectors.joining(", "));
        LOG.warn("image corrected exam={} former={} changed=\"{}\"", name(event),
                answers.name(event.former()), changed);
        takeBack(List.of(event.sopInstanceUid()), emptied(event.emptied(), event.former()), kept,
                "the image was sent again and belongs elsewhere; changed: " + changed, () -> {});
    }

    private void reject(Rejected event, Future<Void> kept, Runnable then) {
        LOG.warn("images rejected exam={} images={} code={}", name(event), event.instances().size(),
                event.why().code());
        takeBack(event.instances(), emptied(event.emptied(), event.study()), kept, event.why().words(), then);
    }

    private void discontinue(Discontinued event, Future<Void> kept) {
        LOG.warn("performed step discontinued exam={} images={} reason={}", name(event),
                event.withdrawn().members().size(), event.reason().orElse("none"));
        var instances = event.withdrawn().members().stream().map(Member::sopInstanceUid).toList();
        takeBack(instances, List.of(), kept, "the scanner discontinued the performed procedure step", () -> {});
        if (event.emptied()) {
            sayForExam(event.withdrawn(), answers.incomplete(event.withdrawn(), event.step()));
        }
    }

    /// Nothing remains of an exam: what was said of it goes, and of its objects nothing is to be said any
    /// more.
    private List<Unit> emptied(boolean emptied, String study) {
        if (emptied) {
            takeOwed(study).forEach(settlement::nothingToSay);
        }
        return emptied ? List.of(answers.examUnit(study)) : List.of();
    }

    private void takeBack(
            Collection<String> instances, List<Unit> ofExam, Future<Void> kept, String why, Runnable then) {
        var models = engine.models().stream().map(model -> model.id().name()).distinct().toList();
        var units = new ArrayList<>(ofExam);
        instances.forEach(uid -> models.forEach(model -> units.add(answers.imageUnit(uid, model))));
        units.addAll(series.withdraw(instances));
        settlement.withdraw(kept, instances, units, why, then);
    }
}
