// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.exam.Arrival.Place;
import dev.gantry.dicom.exam.ExamEvent.Corrected;
import dev.gantry.dicom.exam.ExamEvent.Discontinued;
import dev.gantry.dicom.exam.ExamEvent.ExamComplete;
import dev.gantry.dicom.exam.ExamEvent.IdentityConflict;
import dev.gantry.dicom.exam.ExamEvent.Rejected;
import dev.gantry.dicom.exam.ExamEvent.Reopened;
import dev.gantry.dicom.exam.ExamEvent.SeriesComplete;
import dev.gantry.dicom.exam.ExamEvent.SeriesReopened;
import dev.gantry.dicom.exam.Member.Label;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Gathers objects into series and exams, and decides when each is complete and how that is known.
///
/// A performed procedure step whose objects are all here proves it, and so does a count that all images
/// agree on; without proof a silence must do, the scanner's own where it is known. What a rejection note, a
/// discontinued step or a correction takes out leaves the exam. A complete exam is remembered for a day; a
/// change opens it again.
///
/// Pure: time is handed in, on a monotonic clock. Confined to one thread at a time. It holds neither bytes
/// nor headers of objects, but for the last of each exam.
public final class Exams {
    /// Exams that may be open; of one more, the one that was silent longest is declared complete.
    public static final int MOST_OPEN = 1000;
    /// Objects in open and remembered exams together.
    public static final int MOST_OBJECTS = 200_000;

    private final Scanners scanners;
    private final Waiting waiting;
    private final Steps steps = new Steps();
    private final Rejections rejections = new Rejections();
    private final Gatherings gatherings = new Gatherings();

    /// With settings that never change.
    public Exams(ExamSettings settings) {
        this(() -> settings);
    }

    /// @param settings as they are at the moment; asked each time
    public Exams(Supplier<ExamSettings> settings) {
        this.scanners = new Scanners(settings);
        this.waiting = new Waiting(settings);
    }

    /// Adds an object to the exam of its study, opening one if there is none.
    public Arrival arrived(StoredObject object, Label label, long nowNanos) {
        var events = new ArrayList<ExamEvent>();
        if (Accompanying.is(object.sopClassUid())) {
            RejectionNote.of(object).ifPresent(note -> reject(note, nowNanos, events));
            return new Arrival(Place.ACCOMPANYING, false, events);
        }
        var picture = Picture.of(object, label);
        var place = place(picture, object, nowNanos, events);
        makeRoom(events);
        return new Arrival(place, gatherings.find(picture.study()).map(Gathering::conflict).orElse(false), events);
    }

    private Place place(Picture picture, StoredObject object, long now, List<ExamEvent> events) {
        var former = gatherings.of(picture.uid());
        if (former.filter(home -> picture.repeats(home.picture(picture.uid()))).isPresent()) {
            former.get().touch(now);
            return Place.REPEATED;
        }
        if (former.isEmpty() && object.kinship() instanceof Kinship.Repeats) {
            return Place.REPEATED; // of an exam that is forgotten
        }
        correct(former, picture, object, now, events);
        if (withdrawn(picture, object, events)) {
            return Place.WITHDRAWN;
        }
        var home = openFor(picture, object, now, events);
        if (home.holds(picture.uid())) { // with other data: it may be of another series now
            change(home, List.of(picture.uid()), events);
        }
        home.add(picture, object, now);
        gatherings.joined(picture);
        boolean stepFulfilled = steps.arrived(picture.study(), picture.uid());
        checkSeries(home, home.series(picture), events);
        if (!(object.kinship() instanceof Kinship.Corrects)) {
            checkIdentity(home, events); // while an exam is corrected one by one, two patients are to be expected
        }
        if (stepFulfilled) {
            checkSteps(home, events);
        }
        if (home.complete().isEmpty()) {
            home.counted().ifPresent(how -> close(home, how, events));
        }
        return Place.EXAM;
    }

    /// Takes an instance out of where it was, if it says that it belongs elsewhere now.
    private void correct(
            Optional<Gathering> former, Picture picture, StoredObject object, long now, List<ExamEvent> events) {
        if (former.isEmpty()) {
            if (object.kinship() instanceof Kinship.Corrects(_, var study, var changed)) {
                events.add(new Corrected(picture.study(), study, picture.uid(), changed, false));
            }
            return;
        }
        var home = former.get();
        var changed = picture.changed(home.picture(picture.uid()));
        if (!home.study().equals(picture.study())) {
            take(home, List.of(picture.uid()), now, events);
        }
        if (!changed.isEmpty()) {
            events.add(new Corrected(picture.study(), home.study(), picture.uid(), changed, home.isEmpty()));
        }
    }

    private boolean withdrawn(Picture picture, StoredObject object, List<ExamEvent> events) {
        var study = picture.study();
        var reason = rejections.of(study, picture.uid());
        if (reason.isPresent()) {
            events.add(new Rejected(study, reason.get(), List.of(picture.uid()), false));
            return true;
        }
        var step = steps.of(study).stream()
                .filter(known -> known.step().status() == Status.DISCONTINUED && known.made(picture)).findFirst();
        step.ifPresent(known -> events.add(discontinued(known.step(),
                new Exam(study, List.of(picture.member()), object, false), gatherings.find(study).isEmpty())));
        return step.isPresent();
    }

    private Gathering openFor(Picture picture, StoredObject object, long now, List<ExamEvent> events) {
        gatherings.find(picture.study()).filter(home -> home.complete().isPresent())
                .ifPresent(home -> reopen(home, events));
        return gatherings.open(picture.study(), study -> new Gathering(study, scanners.of(object), object, now));
    }

    private void reopen(Gathering home, List<ExamEvent> events) {
        events.add(new Reopened(home.study(), home.complete().orElseThrow()));
        home.reopen();
        gatherings.reopened(home);
    }

    /// Takes instances out of an exam; one that was complete opens again, one that is empty is gone.
    private void take(Gathering home, List<String> instances, long now, List<ExamEvent> events) {
        if (instances.isEmpty()) {
            return;
        }
        if (home.complete().isPresent()) {
            reopen(home, events);
        }
        change(home, instances, events);
        gatherings.left(instances);
        home.touch(now);
        if (home.isEmpty()) {
            gatherings.gone(home);
        }
    }

    private void change(Gathering home, List<String> instances, List<ExamEvent> events) {
        var touched = new LinkedHashSet<Series>();
        for (var uid : instances) {
            touched.add(home.series(home.picture(uid)));
            home.remove(uid);
        }
        touched.forEach(series -> checkSeries(home, series, events));
    }

    private void reject(RejectionNote note, long now, List<ExamEvent> events) {
        rejections.take(note).forEach((study, instances) -> {
            var home = gatherings.find(study);
            home.ifPresent(it -> take(it, instances.stream().filter(it::holds).toList(), now, events));
            events.add(new Rejected(study, note.reason(), instances, home.filter(Gathering::isEmpty).isPresent()));
        });
        steps.gone(note.objects());
    }

    /// A scanner told of a step that it performs or performed.
    public List<ExamEvent> told(PerformedStep step, long nowNanos) {
        var events = new ArrayList<ExamEvent>();
        var known = steps.told(step, uid -> gatherings.holds(uid)
                || step.origin().studyInstanceUids().stream().anyMatch(s -> rejections.of(s, uid).isPresent()));
        for (var study : step.origin().studyInstanceUids()) {
            gatherings.find(study).ifPresent(home -> {
                switch (step.status()) {
                    case IN_PROGRESS -> { /* a hint */ }
                    case COMPLETED -> checkSteps(home, events);
                    case DISCONTINUED -> discontinue(home, known, nowNanos, events);
                }
            });
        }
        return events;
    }

    /// Takes out what the step names or what names the step; all, if neither says anything and no other step
    /// is known.
    private void discontinue(Gathering home, Steps.Known known, long now, List<ExamEvent> events) {
        var made = home.pictures().filter(known::made).toList();
        boolean nobodySays = made.isEmpty() && known.objects() == 0 && steps.of(home.study()).size() == 1;
        var chosen = nobodySays ? home.pictures().toList() : made;
        if (chosen.isEmpty()) {
            return;
        }
        var withdrawn = home.exam(chosen);
        take(home, chosen.stream().map(Picture::uid).toList(), now, events);
        events.add(discontinued(known.step(), withdrawn, home.isEmpty()));
    }

    private static Discontinued discontinued(PerformedStep step, Exam withdrawn, boolean emptied) {
        var reason = step.discontinuation().filter(code -> code.scheme().equals("DCM")).map(PerformedStep.Code::value);
        return new Discontinued(withdrawn, step.sopInstanceUid(), reason, emptied);
    }

    /// An association that a scanner sent on was released: a hint.
    ///
    /// @param calling its AE title
    /// @param peer    its network address
    public void released(String calling, String peer) {
        gatherings.open().forEach(home -> home.released(calling, peer));
    }

    /// Declares complete what was silent long enough, and forgets what was complete for a day.
    public List<ExamEvent> look(long nowNanos) {
        var events = new ArrayList<ExamEvent>();
        for (var home : gatherings.open()) {
            home.series().stream().filter(series -> series.complete().isEmpty())
                    .forEach(series -> waiting.over(home, series, nowNanos)
                            .ifPresent(how -> close(home, series, how, events)));
            waiting.over(home, steps.of(home.study()), nowNanos).ifPresent(how -> close(home, how, events));
        }
        gatherings.forgetOld(nowNanos);
        return events;
    }

    private void checkSeries(Gathering home, Series series, List<ExamEvent> events) {
        series.complete().ifPresent(before -> {
            events.add(new SeriesReopened(home.study(), series.uid(), before));
            series.reopen();
        });
        series.proof(home.scanner()).ifPresent(how -> close(home, series, how, events));
    }

    private void checkSteps(Gathering home, List<ExamEvent> events) {
        var known = steps.of(home.study());
        for (var step : known) {
            home.series().stream().filter(series -> series.complete().isEmpty() && step.fulfils(series.uid()))
                    .forEach(series -> close(home, series, performed(step), events));
        }
        boolean ended = known.stream().allMatch(step -> step.step().status().ended() && !step.misses());
        known.stream().filter(Steps.Known::fulfilled).findFirst()
                .filter(_ -> ended && home.complete().isEmpty())
                .ifPresent(step -> close(home, performed(step), events));
    }

    private static KnownBy performed(Steps.Known step) {
        return new KnownBy.Performed(step.step().sopInstanceUid(), step.objects());
    }

    private static void checkIdentity(Gathering home, List<ExamEvent> events) {
        if (home.conflictIsNews()) {
            events.add(new IdentityConflict(home.exam()));
        }
    }

    private void close(Gathering home, Series series, KnownBy how, List<ExamEvent> events) {
        series.close(how, home.scanner());
        events.add(new SeriesComplete(home.study(), series.uid(), series.members(), how));
    }

    private void close(Gathering home, KnownBy how, List<ExamEvent> events) {
        home.series().stream().filter(series -> series.complete().isEmpty())
                .forEach(series -> close(home, series, how, events));
        checkIdentity(home, events);
        home.close(how);
        gatherings.closed(home);
        events.add(new ExamComplete(home.exam(), how));
    }

    private void makeRoom(List<ExamEvent> events) {
        for (var silent = gatherings.surplus(); silent.isPresent(); silent = gatherings.surplus()) {
            close(silent.get(), new KnownBy.NoRoom(gatherings.openCount()), events);
        }
    }

    /// Exams that are still open.
    public int size() {
        return gatherings.openCount();
    }
}
