// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.board.Board.Arrival;
import dev.gantry.board.Card.Headline;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Outcomes.Moment;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Standing;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Board board = new Board();
    private final Outcomes outcomes = new Outcomes(() -> 0);
    private long seq = 1;
    private Standing last;

    private static Arrival image(String scanner, String exam) {
        return new Arrival(scanner, exam, "CR", Mode.LIVE, NOON, Optional.of(NOON.minusSeconds(5)), false, false);
    }

    private static Arrival late(String scanner, String exam) {
        return new Arrival(scanner, exam, "CR", Mode.LIVE, NOON, Optional.of(NOON.minusSeconds(7200)), true, false);
    }

    private Outcome said(String scanner, String exam, int image, Verdict verdict) {
        return said(answer(scanner, exam, image, verdict));
    }

    private Outcome said(Answer answer) {
        last = outcomes.next(answer, seq++, new Moment(NOON, 0)).orElseThrow();
        board.said(last.last(), NOON);
        return last.last();
    }

    private Outcome retracted(Unit unit) {
        return outcomes.retract(unit, "rejected", seq++, new Moment(NOON, 0)).orElseThrow().of(last).last();
    }

    private static Answer answer(String scanner, String exam, int image, Verdict verdict) {
        var like = Examples.answer(verdict);
        var subject = like.subject();
        var named = new Subject.Exam(exam, Optional.empty(), "1", scanner, "CR", subject.exam().series(),
                Optional.of(exam + image));
        return new Answer(new Unit(exam + image, "chest-pneumonia"), "digest", new Subject(subject.mode(), named,
                subject.arrival()), like.conclusion(), like.work());
    }

    private Card place(String scanner) {
        return board.place(scanner).orElseThrow();
    }

    @Test
    void showsAnExamAsAnalysingFromItsFirstImageOn() {
        board.arrived(image("CR1", "anna"), NOON);

        assertThat(place("CR1").exam()).isEqualTo("anna");
        assertThat(place("CR1").headline()).isEqualTo(Headline.ANALYSING);
    }

    @Test
    void takesTheFlagOfThePatientBeforeAwayWithTheFirstImageOfTheNext() {
        board.arrived(image("CR1", "anna"), NOON);
        said("CR1", "anna", 1, Examples.positive());
        assertThat(place("CR1").headline()).isEqualTo(Headline.FLAGGED);

        board.arrived(image("CR1", "bert"), NOON);

        assertThat(place("CR1").exam()).isEqualTo("bert");
        assertThat(place("CR1").headline()).isEqualTo(Headline.ANALYSING);
        assertThat(place("CR1").answers()).isEmpty();
    }

    @Test
    void putsWhatIsSaidOfThePatientBeforeIntoTheHistoryOnly() {
        board.arrived(image("CR1", "anna"), NOON);
        board.arrived(image("CR1", "bert"), NOON);

        said("CR1", "anna", 1, Examples.positive());

        assertThat(place("CR1").exam()).isEqualTo("bert");
        assertThat(place("CR1").headline()).isEqualTo(Headline.ANALYSING);
        assertThat(board.history()).anySatisfy(card -> {
            assertThat(card.exam()).isEqualTo("anna");
            assertThat(card.headline()).isEqualTo(Headline.FLAGGED);
        });
    }

    @Test
    void keepsTheNewestExamInItsPlaceWhenAnotherImageOfAnOlderOneComes() {
        board.arrived(image("CR1", "anna"), NOON);
        board.arrived(image("CR1", "bert"), NOON);

        board.arrived(image("CR1", "anna"), NOON);

        assertThat(place("CR1").exam()).isEqualTo("bert");
    }

    @Test
    void putsLateAndReplayedExamsIntoTheHistoryOnly() {
        board.arrived(image("CR1", "anna"), NOON);
        board.arrived(late("CR1", "old"), NOON);
        board.arrived(new Arrival("CR1", "replayed", "CR", Mode.LIVE, NOON, Optional.empty(), false, true), NOON);
        said("CR1", "unheard-of", 1, Examples.positive());

        assertThat(place("CR1").exam()).isEqualTo("anna");
        assertThat(board.history()).extracting(Card::exam)
                .containsExactlyInAnyOrder("anna", "old", "replayed", "unheard-of");
    }

    @Test
    void keepsTheScannersApart() {
        board.arrived(image("CR1", "anna"), NOON);
        board.arrived(image("CR2", "bert"), NOON);
        said("CR2", "bert", 1, Examples.positive());

        assertThat(place("CR1").headline()).isEqualTo(Headline.ANALYSING);
        assertThat(place("CR2").headline()).isEqualTo(Headline.FLAGGED);
        assertThat(board.scanners()).containsExactly("CR1", "CR2");
    }

    @Test
    void saysTheMostAlarmingOfAnExamsAnswers() {
        board.arrived(image("CR1", "anna"), NOON);
        said("CR1", "anna", 1, Examples.negative());
        assertThat(place("CR1").headline()).isEqualTo(Headline.NOT_FLAGGED);

        said("CR1", "anna", 2, Examples.failed(Reason.UNREADABLE));
        assertThat(place("CR1").headline()).as("one question has no answer").isEqualTo(Headline.NOT_ANALYSED);

        said("CR1", "anna", 3, Examples.positive());
        assertThat(place("CR1").headline()).isEqualTo(Headline.FLAGGED);
        assertThat(place("CR1").answers()).hasSize(3);
    }

    @Test
    void goesOnAnalysingWhileALateAnswerMayFollow() {
        board.arrived(image("CR1", "anna"), NOON);

        said(Examples.provisional(answer("CR1", "anna", 1, Examples.failed(Reason.DEADLINE))));

        assertThat(place("CR1").headline()).isEqualTo(Headline.ANALYSING);
    }

    @Test
    void takesARetractedAnswerAwayAndIgnoresAnOlderRevision() {
        board.arrived(image("CR1", "anna"), NOON);
        var positive = said("CR1", "anna", 1, Examples.positive());
        var unit = new Unit("anna1", "chest-pneumonia");

        board.said(retracted(unit), NOON);
        assertThat(place("CR1").headline()).isEqualTo(Headline.TAKEN_BACK);

        board.said(positive, NOON);
        assertThat(place("CR1").headline()).as("what was taken back stays so").isEqualTo(Headline.TAKEN_BACK);
    }

    @Test
    void showsATestAsATestHoweverMuchOfItIsReal() {
        board.arrived(image("CR1", "anna"), NOON);
        board.arrived(new Arrival("CR1", "anna", "CR", Mode.TEST, NOON, Optional.empty(), false, false), NOON);
        board.arrived(image("CR1", "anna"), NOON);

        assertThat(place("CR1").mode()).isEqualTo(Mode.TEST);
    }

    @Test
    void forgetsAfterADay() {
        board.arrived(image("CR1", "anna"), NOON);

        board.arrived(image("CR2", "bert"), NOON.plus(Duration.ofHours(25)));

        assertThat(board.history()).extracting(Card::exam).containsExactly("bert");
        assertThat(board.place("CR1")).isEmpty();
    }

    @Test
    void staysBounded() {
        for (int i = 0; i < 3 * Board.MOST_CARDS; i++) {
            board.arrived(image("CR" + i % 7, "exam" + i), NOON);
        }

        assertThat(board.history()).hasSize(Board.MOST_CARDS);
    }

    /// Whatever comes in whatever order: what stands in a scanner's place is the exam whose first timely image came last.
    @Test
    void neverShowsAnotherPatientsFlag() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            var fresh = new Board();
            var newest = "";
            var seen = new java.util.HashSet<String>();
            for (int step = 0; step < 40; step++) {
                var exam = "exam" + random.nextInt(6);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        fresh.arrived(image("CR1", exam), NOON);
                        newest = seen.add(exam) ? exam : newest;
                    }
                    case 1 -> fresh.arrived(late("CR1", exam), NOON);
                    default -> outcomes.next(answer("CR1", exam, random.nextInt(3), random.nextBoolean()
                                    ? Examples.positive() : Examples.negative()), seq++, new Moment(NOON, 0))
                            .ifPresent(it -> fresh.said(it.last(), NOON));
                }
                var expected = newest;
                assertThat(fresh.place("CR1").map(Card::exam).orElse("")).isEqualTo(expected);
                fresh.place("CR1").ifPresent(card -> assertThat(card.answers())
                        .allSatisfy(it -> assertThat(it.outcome().subject().exam().study()).isEqualTo(expected)));
            }
        }
    }
}
