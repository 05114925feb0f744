// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Answers.About;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.desk.SeriesQuestion.Asked;
import dev.gantry.desk.SeriesQuestion.Means;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.Exams;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Match;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Manifest.Scope;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import dev.gantry.pipeline.Pictures;
import dev.gantry.select.Selection.Passed;
import dev.gantry.select.Selection.Picked;
import dev.gantry.select.SeriesFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the models that look at whole series do so, when a series or its exam is complete.
///
/// It holds no pixels and but one header of each series: what a model looks at is read from the spool, on the lane.
/// Confined to the exam desk's lock; only what an analysis says comes from the engine's threads.
final class SeriesDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesDesk.class);
    /// Exams whose series are remembered, for images that come late: more than may be open ([Exams#MOST_OPEN]). Of
    /// one more, the one that was touched longest ago is forgotten: of a late image nothing more is asked.
    private static final int MOST_EXAMS = 2000;

    private final Engine engine;
    private final Answers answers;
    private final Means means;
    private final LongSupplier nanoClock;
    private final Map<String, Sight> sights = new LinkedHashMap<>(16, 0.75f, true); // by study, the latest last

    /// What is known of one study.
    private static final class Sight {
        private final Map<String, Seen> series = new LinkedHashMap<>();
        private final List<SeriesQuestion> questions = new ArrayList<>();
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
        this.means = new Means(engine, answers, settlement, shelf, new Pictures(eyes.pixels()));
        this.nanoClock = eyes.nanoClock();
    }

    /// An object became a member of an exam, and a model may look at its series.
    void arrived(StoredObject object) {
        var sight = sights.computeIfAbsent(Exam.studyOf(object), _ -> new Sight());
        var seen = sight.series.computeIfAbsent(seriesOf(object), _ -> new Seen(object));
        seen.last = object.lean();
        seen.barred.addAll(object.barred());
        if (sights.size() > MOST_EXAMS) {
            sights.remove(sights.keySet().iterator().next());
        }
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
            if (scope(match) == Scope.SERIES && mayBeUsed(match, seen, members)) {
                var about = answers.series(series, seen.last, members, match.model(), nanoClock.getAsLong());
                ask(sight, question(match, about, seen, members, Optional.empty()));
            }
        }
    }

    private SeriesQuestion question(
            Match match, About about, Seen seen, List<Member> members, Optional<Answer> known) {
        return new SeriesQuestion(means, new Asked(match, about, members, seen.last.id(), seen.barred), known);
    }

    private static boolean mayBeUsed(Match match, Seen seen, List<Member> members) {
        var facts = SeriesFacts.of(seen.last.header(), members.size());
        return match.model().manifest().selection().pick(List.of(facts)) instanceof Picked.One;
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
        choices.forEach((model, of) -> choose(exam, sight, model, of));
    }

    private void choose(Exam exam, Sight sight, ActiveModel model, List<Choice> of) {
        switch (model.manifest().selection().pick(of.stream().map(Choice::facts).toList())) {
            case Picked.One(var series, var why, _) -> {
                LOG.info("series chosen exam={} model={} why=\"{}\"",
                        answers.name(exam.study()), model.id(), why);
                var best = of.stream().filter(choice -> choice.facts().equals(series)).findFirst().orElseThrow();
                var about = answers.exam(
                        exam.study(), best.seen().last, best.members(), model, nanoClock.getAsLong());
                ask(sight, question(best.match(), about, best.seen(), best.members(), Optional.empty()));
            }
            case Picked.None(var passed) -> {
                var first = of.getFirst();
                var about = answers.exam(
                        exam.study(), first.seen().last, first.members(), model, nanoClock.getAsLong());
                var why = passed.stream().map(Passed::why).distinct().collect(Collectors.joining("; "));
                ask(sight, question(first.match(), about, first.seen(), first.members(),
                        Optional.of(answers.noSuitableSeries(about, model, "no series of the exam may be used: " + why))));
            }
        }
    }

    private record Choice(Match match, String series, Seen seen, List<Member> members) {
        SeriesFacts facts() {
            return SeriesFacts.of(seen.last.header(), members.size());
        }
    }

    private static List<Member> members(Exam exam, String series) {
        return exam.members().stream().filter(member -> member.series().equals(series)).toList();
    }

    private static void ask(Sight sight, SeriesQuestion question) {
        sight.questions.removeIf(earlier -> earlier.unit().equals(question.unit()) && earlier.over());
        sight.questions.add(question);
        question.ask();
    }

    /// Whether a model answers, or has answered, for a series of the study or for all of it.
    boolean answersFor(String study) {
        return sights.containsKey(study) && !sights.get(study).questions.isEmpty();
    }

    /// Completes when all is said that was asked of the study; never, when the appliance stops before.
    CompletableFuture<Void> said(String study) {
        var questions = sights.containsKey(study) ? sights.get(study).questions : List.<SeriesQuestion>of();
        return CompletableFuture.allOf(
                questions.stream().map(SeriesQuestion::said).toArray(CompletableFuture<?>[]::new));
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

    private static List<Unit> withdraw(Sight sight, Predicate<SeriesQuestion> which) {
        var meant = sight.questions.stream().filter(which).toList();
        meant.forEach(SeriesQuestion::withdraw);
        sight.questions.removeAll(meant);
        return meant.stream().map(SeriesQuestion::unit).distinct().toList();
    }
}
