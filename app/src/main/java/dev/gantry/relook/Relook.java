// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.relook;

import dev.gantry.config.ExamSettings;
import dev.gantry.config.Mode;
import dev.gantry.desk.Desk;
import dev.gantry.desk.Desk.Sayings;
import dev.gantry.desk.Desk.Shelf;
import dev.gantry.desk.Eyes;
import dev.gantry.dicom.mpps.PerformedStep;
import dev.gantry.dicom.spool.Attempt;
import dev.gantry.dicom.spool.Spool;
import dev.gantry.dicom.spool.Spool.Kept;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Unit;
import dev.gantry.relook.Compared.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has an exam's kept objects analysed again, at a desk of its own: what the scanners' desk knows of exams that are
/// under way is not touched, and the models look when nothing more urgent waits.
///
/// Any thread; it waits for the models.
public final class Relook {
    private static final Logger LOG = LoggerFactory.getLogger(Relook.class);
    private static final long PAUSE_MILLIS = 50;
    /// Key object notes and reports (PS3.4 B.5): those that reject images come before the images.
    private static final String NOTES = "1.2.840.10008.5.1.4.1.1.88.";
    /// Whoever feeds it says when there is no more: then nothing needs to be waited for.
    private static final ExamSettings AT_ONCE = new ExamSettings(Duration.ofMillis(1), false, Duration.ofMillis(1),
            Duration.ofMillis(1), List.of());

    private final Spool spool;
    private final Outbox outbox;
    private final Eyes eyes;
    private final Consumer<Consumer<PerformedStep>> steps;
    private final Runnable pace;

    /// @param steps tells of the performed procedure steps that are kept
    /// @param pace  returns when there is room for one more object in front of the models
    public Relook(Spool spool, Outbox outbox, Eyes eyes, Consumer<Consumer<PerformedStep>> steps, Runnable pace) {
        this.spool = spool;
        this.outbox = outbox;
        this.eyes = eyes.unexplained();
        this.steps = steps;
        this.pace = pace;
    }

    /// What is to be looked at again.
    ///
    /// @param objects in the order of their arrival
    /// @param gone    instances of the exam whose files are gone
    /// @param mode    in which it was answered
    /// @param barred  what took the process down before (name and version of a model): not tried again
    public record Wanted(List<Kept> objects, int gone, Mode mode, Set<String> barred) {
        public Wanted {
            objects = List.copyOf(objects);
            barred = Set.copyOf(barred);
        }
    }

    /// How far it is.
    @FunctionalInterface
    public interface Progress {
        /// @param done of all that is said that is to be said
        void at(int done, int of);
    }

    /// @param complete all was said in time
    public record Seen(List<Compared> answers, boolean complete) {
        public Seen {
            answers = List.copyOf(answers);
        }
    }

    /// Looks, and compares each answer with what stands. Waits until all is said, or for `limit`.
    ///
    /// @param publish what is new is said, as a further revision; otherwise nothing is
    public Seen look(Wanted wanted, boolean publish, Duration limit, Progress progress)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        var round = new Round(wanted, publish);
        var desk = new Desk(eyes, round, round, () -> AT_ONCE);
        steps.accept(desk::told);
        var objects = new ArrayList<>(wanted.objects());
        objects.sort(Comparator.comparing(it -> !it.sopClassUid().startsWith(NOTES)));
        round.open.addAll(objects.stream().map(Kept::id).toList());
        for (var object : objects) {
            var again = spool.reread(object.id());
            again.ifPresentOrElse(it -> {
                pace.run();
                desk.arrived(it.without(wanted.barred()));
            }, () -> round.settled(object.id()));
            progress.at(objects.size() - round.open.size(), objects.size());
        }
        while (!round.open.isEmpty() && System.nanoTime() - until < 0) {
            desk.look();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            progress.at(objects.size() - round.open.size(), objects.size());
        }
        round.end();
        LOG.info("looked again objects={} gone={} publish={} complete={}", objects.size(), wanted.gone(), publish,
                round.open.isEmpty());
        return new Seen(round.answers(), round.open.isEmpty());
    }

    /// Outbox and shelf of that desk.
    private final class Round implements Sayings, Shelf {
        private final Wanted wanted;
        private final boolean publish;
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final List<Compared> answers = new ArrayList<>();
        private final Map<Unit, String> untrue = new HashMap<>();

        Round(Wanted wanted, boolean publish) {
            this.wanted = wanted;
            this.publish = publish;
        }

        synchronized List<Compared> answers() {
            return List.copyOf(answers);
        }

        private synchronized void note(Compared compared) {
            answers.add(compared);
        }

        @Override
        public CompletionStage<?> say(Answer answer) {
            var before = outbox.known(answer.unit());
            var against = against(before, answer);
            if (against.isPresent() || !publish) {
                note(new Compared(answer, before, against.<Effect>map(Effect.Left::new).orElseGet(() ->
                        Rule.news(before, answer) ? new Effect.Different() : new Effect.Same())));
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return outbox.say(answer, stands -> against(stands, answer).isEmpty())
                    .thenAccept(said -> note(new Compared(answer, before,
                            said.isPresent() ? new Effect.Published() : new Effect.Same())));
        }

        private Optional<String> against(Optional<Known> stands, Answer answer) {
            return Rule.against(stands, answer, wanted.mode(), wanted.gone());
        }

        /// What is to be taken back the scanners' desk took back; but that no model answers for the exam is not true
        /// any more once one does.
        @Override
        public synchronized CompletionStage<?> retract(Unit unit, String why) {
            if (unit.model().equals(Unit.NONE)) {
                untrue.put(unit, why);
            }
            return CompletableFuture.completedFuture(Optional.empty());
        }

        synchronized void end() {
            if (answers.stream().anyMatch(it -> it.effect() instanceof Effect.Published
                    && !it.answer().unit().model().equals(Unit.NONE))) {
                untrue.forEach(outbox::retract);
            }
        }

        @Override
        public Attempt attempt(String id, String what) {
            return spool.attempt(id, what);
        }

        @Override
        public Optional<Kept> find(String id) {
            return spool.find(id);
        }

        @Override
        public void settled(String id) {
            open.remove(id);
        }
    }
}
