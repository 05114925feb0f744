// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Answers.About;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Match;
import dev.gantry.engine.Receiver;
import dev.gantry.model.Applicability;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.schedule.Deadline;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Has the models that look at whole series do so, when a series or its exam is complete.
///
/// It holds no pixels and but one header of each series: what a model looks at is read from the spool, on the lane.
/// Confined to the exam desk's lock; only what an analysis says comes from the engine's threads.
final class SeriesDesk {
    /// Exams whose series are remembered, for images that come late: more than may be open ([Exams#MOST_OPEN]). Of
    /// one more, the one that was touched longest ago is forgotten: of a late image nothing more is asked.
    private static final int MOST_EXAMS = 2000;

    private final Engine engine;
    private final Answers answers;
    private final Settlement settlement;
    private final Shelf shelf;
    private final Pictures pictures;
    private final LongSupplier nanoClock;
    private final Map<String, Sight> sights = new LinkedHashMap<>(16, 0.75f, true); // by study, the latest last

    /// What is known of one study.
    private static final class Sight {
        private final Map<String, Seen> series = new LinkedHashMap<>();
        private final List<Question> questions = new ArrayList<>();
        private boolean conflict;
    }

    /// One series.
    private static final class Seen {
        private final Set<String> barred = new HashSet<>();
        private StoredObject last;
        private boolean asked;

        private Seen(StoredObject last) {
            this.last = last;
        }
    }

    SeriesDesk(Eyes eyes, Settlement settlement, Shelf shelf) {
        this.engine = eyes.engine();
        this.answers = eyes.answers();
        this.settlement = settlement;
        this.shelf = shelf;
        this.pictures = new Pictures(eyes.pixels());
        this.nanoClock = eyes.nanoClock();
    }

    /// An object became a member of an exam.
    ///
    /// @return whether a model may look at its series
    boolean arrived(StoredObject object) {
        if (whole(object).isEmpty()) {
            return false;
        }
        var sight = sights.computeIfAbsent(Exam.studyOf(object), _ -> new Sight());
        var seen = sight.series.computeIfAbsent(seriesOf(object), _ -> new Seen(object));
        seen.last = object.lean();
        seen.barred.addAll(object.barred());
        if (sights.size() > MOST_EXAMS) {
            sights.remove(sights.keySet().iterator().next());
        }
        return true;
    }

    private static String seriesOf(StoredObject object) {
        return object.header().text(Tag.SERIES_INSTANCE_UID).orElse(object.sopInstanceUid());
    }

    /// The models that answer for the series or exam of such an object.
    private List<Match> whole(StoredObject object) {
        return engine.matching(object.header()).stream()
                .filter(match -> scope(match) != Scope.IMAGE && match.answers())
                .toList();
    }

    private static Scope scope(Match match) {
        return match.model().manifest().question().scope();
    }

    void seriesComplete(String study, String series, List<Member> members) {
        var sight = sights.get(study);
        var seen = sight == null || sight.conflict ? null : sight.series.get(series);
        if (seen != null && !seen.asked) {
            ask(sight, seen, series, members);
        }
    }

    void seriesReopened(String study, String series) {
        Optional.ofNullable(sights.get(study)).map(sight -> sight.series.get(series))
                .ifPresent(seen -> seen.asked = false);
    }

    private void ask(Sight sight, Seen seen, String series, List<Member> members) {
        seen.asked = true;
        for (var match : whole(seen.last)) {
            if (scope(match) == Scope.SERIES) {
                var about = answers.series(series, seen.last, members, match.model(), nanoClock.getAsLong());
                ask(sight, new Question(match, about, series, seen, members));
            }
        }
    }

    /// The exam is whole and of one patient: what was not asked for a conflict's sake is asked now, and so are the
    /// models that look at one series of an exam.
    void examComplete(Exam exam) {
        var sight = sights.get(exam.study());
        if (sight == null) {
            return;
        }
        sight.conflict = false;
        sight.series.forEach((series, seen) -> {
            var members = members(exam, series);
            if (!seen.asked && !members.isEmpty()) {
                ask(sight, seen, series, members);
            }
        });
        var choices = new LinkedHashMap<ActiveModel, List<Choice>>();
        sight.series.forEach((series, seen) -> {
            var members = members(exam, series);
            whole(seen.last).stream()
                    .filter(match -> scope(match) == Scope.EXAM && !members.isEmpty())
                    .forEach(match -> choices.computeIfAbsent(match.model(), _ -> new ArrayList<>())
                            .add(new Choice(match, series, seen, members)));
        });
        choices.forEach((model, of) -> {
            var best = of.stream().max(Comparator.comparingInt(choice -> choice.members().size())).orElseThrow();
            var about = answers.exam(
                    exam.study(), best.seen().last, best.members(), model, nanoClock.getAsLong());
            ask(sight, new Question(best.match(), about, best.series(), best.seen(), best.members()));
        });
    }

    private record Choice(Match match, String series, Seen seen, List<Member> members) {}

    private static List<Member> members(Exam exam, String series) {
        return exam.members().stream().filter(member -> member.series().equals(series)).toList();
    }

    private static void ask(Sight sight, Question question) {
        sight.questions.removeIf(earlier -> earlier.about.unit().equals(question.about.unit()) && earlier.outdated());
        sight.questions.add(question);
        question.ask();
    }

    /// Whether a model answers, or has answered, for a series of the study or for all of it.
    boolean answersFor(String study) {
        return sights.containsKey(study) && !sights.get(study).questions.isEmpty();
    }

    /// Completes when all is said that was asked of the study; never, when the appliance stops before.
    CompletableFuture<Void> said(String study) {
        var questions = sights.containsKey(study) ? sights.get(study).questions : List.<Question>of();
        return CompletableFuture.allOf(
                questions.stream().map(question -> question.said).toArray(CompletableFuture<?>[]::new));
    }

    /// The study names more than one patient: nothing is asked of it, and the units are no longer answered for.
    List<Unit> conflict(String study) {
        var sight = sights.get(study);
        if (sight == null) {
            return List.of();
        }
        sight.conflict = true;
        sight.series.values().forEach(seen -> seen.asked = false);
        return withdraw(sight, _ -> true);
    }

    /// Instances are taken out: what was asked of their series is not said any more.
    ///
    /// @return the units of which something may have been said
    List<Unit> withdraw(Collection<String> instances) {
        var gone = Set.copyOf(instances);
        return sights.values().stream()
                .flatMap(sight -> withdraw(sight, question -> question.shows(gone)).stream())
                .toList();
    }

    private static List<Unit> withdraw(Sight sight, Predicate<Question> which) {
        var meant = sight.questions.stream().filter(which).toList();
        meant.forEach(Question::withdraw);
        sight.questions.removeAll(meant);
        return meant.stream().map(question -> question.about.unit()).distinct().toList();
    }

    /// One model that looks at one series.
    private final class Question implements Receiver {
        private final Match match;
        private final About about;
        private final List<Member> members;
        private final Set<String> instances;
        private final Seen seen;
        private final CompletableFuture<Void> said = new CompletableFuture<>();
        private Optional<Attempt> attempt = Optional.empty();
        private boolean withdrawn;

        Question(Match match, About about, String series, Seen seen, List<Member> members) {
            this.match = match;
            this.about = about;
            this.seen = seen;
            this.members = members;
            this.instances = new HashSet<>(members.stream().map(Member::sopInstanceUid).toList());
        }

        boolean shows(Set<String> gone) {
            return instances.stream().anyMatch(gone::contains);
        }

        boolean outdated() {
            return said.isDone();
        }

        /// Once all objects are on disk, or have failed to get there: those are nobody's any more.
        void ask() {
            Future.join(members.stream().map(Member::kept).toList()).onComplete(_ -> {
                switch (match.answer()) {
                    case Applicability.OutOfScope(var detail) ->
                            last(Optional.of(answers.outOfScope(about, match.model(), detail)));
                    case Applicability.Applies _ when seen.barred.contains(Intake.attempt(match.model())) ->
                            last(Optional.of(answers.crashed(about, match.model())));
                    case Applicability.Applies _ -> {
                        var budget = match.model().manifest().service().budget();
                        engine.analyse(match.model(), this::picture, Deadline.after(budget, about.sinceNanos()), this);
                    }
                    case Applicability.Unknown _, Applicability.Contradicts _ ->
                            throw new IllegalStateException("a model that does not apply was asked to answer");
                }
            });
        }

        /// On the lane, right before the run.
        private synchronized Picture picture() {
            attempt = Optional.of(shelf.attempt(seen.last.id(), Intake.attempt(match.model())));
            var files = members.stream().map(member -> shelf.find(member.id())).flatMap(Optional::stream)
                    .map(Spool.Kept::file).toList();
            return files.size() < members.size()
                    ? new Picture.Unreadable((members.size() - files.size()) + " of "
                            + members.size() + " objects of the series are no longer in the spool")
                    : pictures.series(files);
        }

        @Override
        public synchronized void deadlinePassed() {
            if (!withdrawn) {
                settlement.say(answers.deadlinePassed(about, match.model()), () -> {});
            }
        }

        @Override
        public void ended(Analysis analysis, boolean late) {
            endAttempt();
            last(answers.ended(about, match.model(), analysis));
        }

        private synchronized void endAttempt() {
            attempt.ifPresent(Attempt::close);
        }

        /// Empty when there is none before the restart.
        private synchronized void last(Optional<Answer> answer) {
            if (withdrawn) {
                said.complete(null);
            } else {
                answer.ifPresent(it -> settlement.say(it, () -> said.complete(null)));
            }
        }

        /// The lock makes sure that what is withdrawn is either said before, and so retracted, or not at all.
        synchronized void withdraw() {
            withdrawn = true;
            said.complete(null);
        }
    }
}
