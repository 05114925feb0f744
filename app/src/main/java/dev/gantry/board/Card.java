// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.board;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcome.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One exam as people in the room see it. Holds pseudonyms, no patient data.
///
/// @param exam     pseudonym of the Study Instance UID
/// @param scanner  calling AE title of the sender
/// @param modality DICOM modality (0008,0060); `OT` when unknown
/// @param mode     whom its outcomes reach; a test if any of it is one
/// @param times    when it was taken and came
/// @param images   how many objects came so far
/// @param said     the last word on each unit and model, taken back or not, in the order of [Answer#ALARM]
public record Card(String exam, String scanner, String modality, Mode mode, Times times, int images, List<Answer> said) {
    public Card {
        said = said.stream().sorted(Answer.ALARM).toList();
    }

    /// @param acquired of the first object that says so
    /// @param received last byte of the first object
    /// @param changed  the last time anything was added
    /// @param aside    it was old when it came, or was read back after a restart: it belongs to the history, never to the
    ///                 place where the patient of this minute is expected
    public record Times(Optional<Instant> acquired, Instant received, Instant changed, boolean aside) {}

    /// The one word that stands largest. Nothing here says that a picture is normal.
    public enum Headline {
        /// A finding is flagged.
        FLAGGED,
        /// Nothing was answered yet.
        ANALYSING,
        /// All that was said was taken back.
        TAKEN_BACK,
        /// Nothing is flagged, and at least one question has no answer.
        NOT_ANALYSED,
        /// Every question that was asked was answered, none with a flag.
        NOT_FLAGGED
    }

    /// What one model says of one unit, at its highest revision.
    public record Answer(Outcome outcome) {
        /// The most alarming first; of equal ones the likeliest, then the newest.
        static final Comparator<Answer> ALARM = Comparator.comparing(Answer::rank)
                .thenComparing(Comparator.comparingDouble(Answer::probability).reversed())
                .thenComparing(Comparator.comparingLong((Answer it) -> it.outcome.identity().seq()).reversed());

        private int rank() {
            return switch (outcome.verdict().result()) {
                case POSITIVE -> 0;
                case NOT_ANALYSED -> 1;
                case NEGATIVE -> 2;
            };
        }

        private double probability() {
            return lead().map(Finding::probability).orElse(0.0);
        }

        /// The finding to name: of the flagged ones, if there are any, that which is furthest above its threshold.
        public Optional<Finding> lead() {
            var findings = outcome.verdict().findings();
            var flagged = findings.stream().filter(Finding::flagged).toList();
            return (flagged.isEmpty() ? findings : flagged).stream()
                    .max(Comparator.comparingDouble(it -> it.probability() - it.threshold()));
        }

        /// The model's name; empty where none applies.
        public Optional<String> model() {
            return outcome.model().map(dev.gantry.outcome.Answer.ModelUsed::name);
        }

        /// A better answer may follow.
        public boolean open() {
            return outcome.state() == State.PROVISIONAL;
        }

        /// Whether it kept its budget; empty without one.
        public Optional<Boolean> met() {
            return outcome.timing().met();
        }

        Duration elapsed() {
            return outcome.timing().elapsed();
        }
    }

    /// What stands.
    public List<Answer> answers() {
        return said.stream().filter(it -> it.outcome().state() != State.RETRACTED).toList();
    }

    public Headline headline() {
        var answers = answers();
        if (answers.isEmpty()) {
            return said.isEmpty() ? Headline.ANALYSING : Headline.TAKEN_BACK;
        }
        return switch (answers.getFirst().outcome().verdict().result()) {
            case POSITIVE -> Headline.FLAGGED;
            case NOT_ANALYSED -> answers.stream().allMatch(Answer::open) ? Headline.ANALYSING : Headline.NOT_ANALYSED;
            case NEGATIVE -> Headline.NOT_FLAGGED;
        };
    }

    Card with(Times newTimes, Mode newMode, int moreImages) {
        return new Card(exam, scanner, modality, newMode, newTimes, images + moreImages, said);
    }

    /// The outcome takes the place of what it revises.
    Card with(Outcome outcome, Instant now) {
        var others = said.stream().filter(it -> !it.outcome().identity().id().equals(outcome.identity().id()));
        return new Card(exam, scanner, modality, stricter(mode, outcome.subject().mode()),
                new Times(times.acquired(), times.received(), now, times.aside()), images,
                Stream.concat(others, Stream.of(new Answer(outcome))).toList());
    }

    /// What is a test is never shown as real.
    static Mode stricter(Mode one, Mode other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
