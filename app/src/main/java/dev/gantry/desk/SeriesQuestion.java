// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.desk.Answers.About;
import dev.gantry.desk.Answers.Shown;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.engine.Analysis;
import dev.gantry.engine.Engine;
import dev.gantry.engine.Match;
import dev.gantry.engine.Receiver;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Applicability;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Unit;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.preprocess.Slice;
import dev.gantry.schedule.Deadline;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// One model that looks at one series, until it has said all that it has to say.
final class SeriesQuestion implements Receiver {
    private final Means means;
    private final Asked asked;
    private final Optional<Answer> known;
    private final CompletableFuture<Void> said = new CompletableFuture<>();
    private Optional<Attempt> attempt = Optional.empty();
    private volatile List<Shown.Spot> stack = List.of();
    private boolean withdrawn;

    /// What every question needs.
    record Means(Engine engine, Answers answers, Settlement settlement, Shelf shelf, Pictures pictures) {}

    /// @param members of the series
    /// @param lastId  of the object that came last: what is tried with the series is noted with it
    /// @param barred  what was tried with its objects when the process died, twice
    record Asked(Match match, About about, List<Member> members, String lastId, Set<String> barred) {}

    /// @param known the answer, where there is nothing to look at
    SeriesQuestion(Means means, Asked asked, Optional<Answer> known) {
        this.means = means;
        this.asked = asked;
        this.known = known;
    }

    Unit unit() {
        return asked.about().unit();
    }

    /// Completes when all is said; never, when the appliance stops before.
    CompletableFuture<Void> said() {
        return said;
    }

    boolean shows(Set<String> gone) {
        return asked.members().stream().map(Member::sopInstanceUid).anyMatch(gone::contains);
    }

    boolean over() {
        return said.isDone();
    }

    /// Once all objects are on disk, or have failed to get there: those are nobody's any more.
    void ask() {
        Future.join(asked.members().stream().map(Member::kept).toList()).onComplete(_ -> {
            if (known.isPresent()) {
                last(known);
                return;
            }
            switch (asked.match().answer()) {
                case Applicability.OutOfScope(var detail) ->
                        last(Optional.of(means.answers().outOfScope(asked.about(), asked.match().model(), detail)));
                case Applicability.Applies _ when asked.barred().contains(Intake.attempt(asked.match().model())) ->
                        last(Optional.of(means.answers().crashed(asked.about(), asked.match().model())));
                case Applicability.Applies _ -> look(asked.match().model());
                case Applicability.Unknown _, Applicability.Contradicts _ ->
                        throw new IllegalStateException("a model that does not apply was asked to answer");
            }
        });
    }

    private void look(ActiveModel model) {
        var budget = model.manifest().service().budget();
        means.engine().analyse(model, () -> picture(model), Deadline.after(budget, asked.about().sinceNanos()), this);
    }

    /// On the lane, right before the run; once more when the run gave way and comes again. It reads files, so it
    /// holds no lock: the deadline is told meanwhile.
    private Picture picture(ActiveModel model) {
        begin(means.shelf().attempt(asked.lastId(), Intake.attempt(model)));
        var files = new LinkedHashMap<Path, Member>();
        int gone = 0;
        for (var member : asked.members()) {
            var file = means.shelf().find(member.id());
            file.ifPresent(kept -> files.put(kept.file(), member));
            gone += file.isEmpty() && member.kept().succeeded() ? 1 : 0;
        }
        if (gone > 0) {
            return new Picture.Unreadable(
                    gone + " of " + asked.members().size() + " objects of the series are no longer in the spool");
        }
        var picture = means.pictures().series(List.copyOf(files.keySet()));
        if (picture instanceof Picture.Slices(var slices)) {
            var byName = new HashMap<String, Member>();
            files.forEach((file, member) -> byName.put(file.getFileName().toString(), member));
            stack = Preprocessing.stacked(slices).stream()
                    .map(Slice::source)
                    .flatMap(source -> means.answers().frames(asked.about(), byName.get(source.object()).sopInstanceUid())
                            .at(source.frame()).stream())
                    .toList();
        }
        return picture;
    }

    private synchronized void begin(Attempt next) {
        attempt.ifPresent(Attempt::close);
        attempt = Optional.of(next);
    }

    @Override
    public synchronized void deadlinePassed() {
        if (!withdrawn) {
            means.settlement().say(means.answers().deadlinePassed(asked.about(), asked.match().model()), () -> {});
        }
    }

    @Override
    public void ended(Analysis analysis, boolean late) {
        endAttempt();
        var successor = analysis.equals(new Analysis.Refused(Analysis.Refusal.REPLACED))
                ? means.engine().successor(asked.match().model())
                : Optional.<ActiveModel>empty();
        if (successor.isPresent()) { // another version of the same question
            look(successor.get());
        } else {
            last(means.answers().ended(asked.about(), asked.match().model(), analysis, this::spot));
        }
    }

    private Optional<Shown.Spot> spot(int slice) {
        return slice < stack.size() ? Optional.of(stack.get(slice)) : Optional.empty();
    }

    private synchronized void endAttempt() {
        attempt.ifPresent(Attempt::close);
    }

    /// Empty when there is none before the restart.
    private synchronized void last(Optional<Answer> answer) {
        if (withdrawn) {
            said.complete(null);
        } else {
            answer.ifPresent(it -> means.settlement().say(it, () -> said.complete(null)));
        }
    }

    /// The lock makes sure that what is withdrawn is either said before, and so retracted, or not at all.
    synchronized void withdraw() {
        withdrawn = true;
        said.complete(null);
    }
}
