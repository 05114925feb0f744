// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.relook;

import static dev.gantry.outcome.Examples.NOW;
import static dev.gantry.outcome.Examples.UNIT;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.digest;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Known;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Subject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleTest {
    private final Outcomes outcomes = new Outcomes(() -> 1_790_000_000_000L);

    private Optional<Known> said(Answer answer) {
        return outcomes.next(answer, 1, NOW).map(standing -> standing.known());
    }

    private static Optional<String> against(Optional<Known> stands, Answer answer) {
        return Rule.against(stands, answer, Mode.LIVE, 0);
    }

    /// About a series or an exam.
    private static Answer ofMany(Answer answer) {
        var was = answer.subject().exam();
        var exam = new Subject.Exam(was.study(), was.accession(), was.keyId(), was.scanner(), was.modality(),
                List.of("s"), Optional.empty());
        return new Answer(answer.unit(), answer.digest(), new Subject(Mode.LIVE, exam, answer.subject().arrival()),
                answer.conclusion(), answer.work());
    }

    @Test
    void letsAnAnswerTakeThePlaceOfAFailureToLook() {
        var stands = said(answer(failed(Reason.OVERLOAD)));

        assertThat(against(stands, answer(positive()))).isEmpty();
        assertThat(Rule.news(stands, answer(positive()))).isTrue();
    }

    @Test
    void callsTheSameAnswerOfTheSameModelNoNews() {
        var stands = said(answer(negative()));

        assertThat(Rule.news(stands, answer(negative()))).isFalse();
        assertThat(Rule.news(stands, answer(failed(Reason.OVERLOAD)))).as("nor a failure after it").isFalse();
        assertThat(Rule.news(Optional.empty(), answer(negative()))).isTrue();
    }

    @Test
    void leavesWhatWasTakenBack() {
        said(answer(positive()));
        var stands = outcomes.retract(UNIT, "rejected", 2, NOW).map(gone -> gone.known());

        assertThat(against(stands, answer(positive()))).contains("what was said was taken back, and stays so");
    }

    @Test
    void leavesWhatWasSaidInAnotherMode() {
        var stands = said(answer(UNIT, Mode.SHADOW, negative()));

        assertThat(against(stands, answer(positive()))).hasValueSatisfying(why ->
                assertThat(why).contains("mode shadow", "mode live now"));
        assertThat(Rule.against(Optional.empty(), answer(positive()), Mode.SHADOW, 0)).as("a new model in an old exam")
                .isPresent();
    }

    @Test
    void leavesWhatWasSaidOfOtherImages() {
        assertThat(against(said(answer(failed(Reason.OVERLOAD))), digest(answer(positive()), "fewer")))
                .hasValueSatisfying(why -> assertThat(why).contains("other images"));
    }

    @Test
    void saysNothingNewOfASeriesOfWhichImagesAreGone() {
        assertThat(Rule.against(Optional.empty(), ofMany(answer(negative())), Mode.LIVE, 3))
                .contains("3 of the exam's images are not kept any more");
        assertThat(Rule.against(Optional.empty(), ofMany(answer(negative())), Mode.LIVE, 0)).isEmpty();
        assertThat(Rule.against(Optional.empty(), answer(negative()), Mode.LIVE, 3)).as("of one image that is there").isEmpty();
    }
}
