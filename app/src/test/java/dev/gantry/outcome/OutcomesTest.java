// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import static dev.gantry.outcome.Examples.NOW;
import static dev.gantry.outcome.Examples.UNIT;
import static dev.gantry.outcome.Examples.aged;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.digest;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.modality;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.provisional;
import static dev.gantry.outcome.Examples.severity;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer.Conclusion;
import dev.gantry.outcome.Answer.ModelUsed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private final Outcomes outcomes = new Outcomes(() -> 1_790_000_000_000L);
    private long seq;

    private Optional<Standing> next(Answer answer) {
        return outcomes.next(answer, ++seq, NOW);
    }

    private Optional<Standing> retract(Standing last) {
        return outcomes.retract(UNIT, "another patient", ++seq, NOW).map(gone -> gone.of(last));
    }

    private static String said(Standing standing) {
        return standing.last().state() + " " + standing.last().identity().revision();
    }

    @Test
    void beginsFinalWithRevisionOne() {
        var standing = next(answer(positive())).orElseThrow();

        assertThat(said(standing)).isEqualTo("FINAL 1");
        assertThat(standing.last().identity().seq()).isEqualTo(1);
        assertThat(standing.wasPositive()).isTrue();
        assertThat(standing.last().timing().elapsed()).isEqualTo(Duration.ofNanos(22_222_000));
        assertThat(standing.last().timing().met()).contains(true);
        assertThat(outcomes.known(UNIT)).contains(standing.known());
    }

    @Test
    void missesABudgetThatIsSpent() {
        var late = outcomes.next(answer(positive()), 1, new Outcomes.Moment(NOW.wall(), 150_000_001))
                .orElseThrow();

        assertThat(late.last().timing().met()).contains(false);
    }

    @Test
    void keepsTheIdOfAProvisionalOutcome() {
        var first = next(provisional(answer(failed(Reason.DEADLINE)))).orElseThrow();
        var second = next(answer(positive())).orElseThrow();

        assertThat(said(first)).isEqualTo("PROVISIONAL 1");
        assertThat(said(second)).isEqualTo("FINAL 2");
        assertThat(second.last().identity().id()).isEqualTo(first.last().identity().id());
    }

    @Test
    void isNeverProvisionalAgain() {
        next(answer(negative()));

        assertThat(next(provisional(answer(failed(Reason.DEADLINE))))).isEmpty();
    }

    @Test
    void saysTheSameProvisionalThingOnce() {
        next(provisional(answer(failed(Reason.DEADLINE))));

        assertThat(next(provisional(answer(failed(Reason.DEADLINE))))).isEmpty();
        assertThat(said(next(provisional(answer(failed(Reason.OVERLOAD)))).orElseThrow()))
                .isEqualTo("PROVISIONAL 2");
        assertThat(said(next(answer(failed(Reason.OVERLOAD))).orElseThrow())).isEqualTo("FINAL 3");
    }

    @Test
    void hasNothingNewToSayOfTheSamePicture() {
        next(answer(positive()));

        assertThat(next(answer(positive()))).isEmpty();
        assertThat(next(answer(negative()))).as("the same file cannot conclude otherwise").isEmpty();
        assertThat(next(answer(failed(Reason.OVERLOAD)))).as("a failure to repeat it").isEmpty();
    }

    @Test
    void amendsWhatItSaidOfOtherPixels() {
        next(answer(positive()));

        assertThat(said(next(digest(answer(negative()), "other")).orElseThrow())).isEqualTo("AMENDED 2");
        assertThat(said(next(digest(answer(positive()), "third")).orElseThrow())).isEqualTo("AMENDED 3");
    }

    @Test
    void amendsWhatAnotherModelFileSaysOfTheSamePicture() {
        next(answer(positive()));
        var first = answer(negative());
        var other = new ModelUsed("chest-pneumonia", "1.1.0", "77".repeat(32), "cpu", "int8");
        var conclusion = new Conclusion(false, negative(), Optional.empty(), Optional.of(other));

        var amended = next(new Answer(UNIT, first.digest(), first.subject(), conclusion, first.work()));

        assertThat(said(amended.orElseThrow())).isEqualTo("AMENDED 2");
    }

    @Test
    void amendsAFailureOnceItSucceeds() {
        next(answer(failed(Reason.OVERLOAD)));

        assertThat(next(answer(failed(Reason.OVERLOAD)))).isEmpty();
        assertThat(said(next(answer(failed(Reason.CRASH))).orElseThrow())).isEqualTo("AMENDED 2");
        assertThat(said(next(answer(negative())).orElseThrow())).isEqualTo("AMENDED 3");
    }

    @Test
    void remembersThatItOnceAlerted() {
        next(answer(positive()));
        var negative = next(digest(answer(negative()), "other")).orElseThrow();
        var retracted = retract(negative).orElseThrow();

        assertThat(negative.wasPositive()).isTrue();
        assertThat(retracted.wasPositive()).isTrue();
        assertThat(retracted.wasFailed()).isFalse();
    }

    @Test
    void remembersThatAStatModelFailed() {
        next(severity(provisional(answer(failed(Reason.DEADLINE))), Severity.STAT));

        var standing = next(severity(answer(negative()), Severity.STAT)).orElseThrow();

        assertThat(standing.wasFailed()).isTrue();
        assertThat(standing.wasPositive()).isFalse();
    }

    @Test
    void retractsOnceAndThenStartsAnew() {
        var first = next(answer(positive())).orElseThrow();

        var retracted = retract(first).orElseThrow();

        assertThat(said(retracted)).isEqualTo("RETRACTED 2");
        assertThat(retracted.last().identity().id()).isEqualTo(first.last().identity().id());
        assertThat(retracted.last().detail()).contains("another patient");
        assertThat(retracted.last().verdict()).isEqualTo(positive());
        assertThat(retract(first)).isEmpty();
        var anew = next(answer(positive())).orElseThrow();
        assertThat(said(anew)).isEqualTo("FINAL 1");
        assertThat(anew.last().identity().id()).isNotEqualTo(first.last().identity().id());
    }

    @Test
    void takesBackWhatItSaidInAnotherModeAndStartsAnewThere() {
        var live = next(answer(positive())).orElseThrow();
        var test = answer(UNIT, Mode.TEST, positive());

        var gone = outcomes.leave(test, 2, NOW).orElseThrow().of(live);
        var anew = outcomes.next(test, 3, NOW).orElseThrow();

        assertThat(said(gone)).isEqualTo("RETRACTED 2");
        assertThat(gone.last().subject().mode()).isEqualTo(Mode.LIVE);
        assertThat(gone.heard()).isEqualTo(live.heard());
        assertThat(gone.last().detail()).contains("the pictures now count as mode: test");
        assertThat(said(anew)).isEqualTo("FINAL 1");
        assertThat(anew.last().identity().id()).isNotEqualTo(live.last().identity().id());
        assertThat(anew.heard().mode()).isEqualTo(Mode.TEST);
        assertThat(outcomes.leave(test, 4, NOW)).isEmpty();
        assertThat(outcomes.next(test, 4, NOW)).isEmpty();
    }

    @Test
    void leavesAModeEvenForAFailureOrAnAnswerToCome() {
        next(answer(positive()));
        var deadline = provisional(answer(UNIT, Mode.SHADOW, failed(Reason.DEADLINE)));

        assertThat(outcomes.leave(deadline, 2, NOW)).isPresent();
        assertThat(said(outcomes.next(deadline, 3, NOW).orElseThrow())).isEqualTo("PROVISIONAL 1");
        assertThat(outcomes.leave(answer(failed(Reason.OVERLOAD)), 4, NOW)).isPresent();
        assertThat(said(outcomes.next(answer(failed(Reason.OVERLOAD)), 5, NOW).orElseThrow())).isEqualTo("FINAL 1");
    }

    @Test
    void leavesNoModeInWhichNothingStands() {
        var standing = next(answer(positive())).orElseThrow();
        retract(standing);

        assertThat(outcomes.leave(answer(UNIT, Mode.TEST, positive()), 3, NOW)).isEmpty();
        assertThat(outcomes.leave(answer(unit(4), Mode.TEST, positive()), 3, NOW)).isEmpty();
    }

    @Test
    void remembersEverySeverityAtWhichItWasPositive() {
        next(answer(positive()));
        var stat = next(severity(digest(answer(positive()), "second"), Severity.STAT)).orElseThrow();
        var negative = next(severity(digest(answer(negative()), "third"), Severity.ROUTINE)).orElseThrow();

        assertThat(stat.heard().alerts()).containsExactlyInAnyOrder(Severity.URGENT, Severity.STAT);
        assertThat(negative.heard().alerts()).isEqualTo(stat.heard().alerts());
    }

    @Test
    void keepsTheModalityOfItsFirstRevisionForItsTopic() {
        var first = answer(positive());
        next(first);

        var dx = next(digest(modality(first, "DX"), "second")).orElseThrow();

        assertThat(dx.last().subject().exam().modality()).isEqualTo("DX");
        assertThat(dx.heard().modality()).isEqualTo("CR");
    }

    @Test
    void goesOnAlertingWhenThePicturesComeAgainADayLater() {
        next(answer(positive()));

        var late = next(aged(digest(answer(negative()), "second"), Duration.ofHours(30))).orElseThrow();

        assertThat(late.heard().alerts()).containsExactly(Severity.URGENT);
    }

    @Test
    void alertsNobodyOfPicturesOlderThanADayUntilFreshOnesCome() {
        var old = next(aged(answer(positive()), Duration.ofHours(25))).orElseThrow();
        var fresh = next(digest(answer(positive()), "second")).orElseThrow();

        assertThat(old.wasPositive()).isFalse();
        assertThat(fresh.heard().alerts()).containsExactly(Severity.URGENT);
    }

    @Test
    void takesBackEvenWhatCanNoLongerBeRead() {
        next(answer(positive()));

        var gone = outcomes.retract(UNIT, "why", 2, NOW).orElseThrow().ofWhatIsLost();

        assertThat(said(gone)).isEqualTo("RETRACTED 2");
        assertThat(gone.heard().alerts()).containsExactly(Severity.URGENT);
        assertThat(gone.last().verdict().result()).isEqualTo(Verdict.Result.NOT_ANALYSED);
    }

    @Test
    void retractsNothingThatWasNeverSaid() {
        assertThat(outcomes.retract(UNIT, "why", 1, NOW)).isEmpty();
    }

    @Test
    void keepsUnitsApart() {
        next(answer(positive()));

        assertThat(said(next(answer(unit(4), Mode.LIVE, positive())).orElseThrow())).isEqualTo("FINAL 1");
        assertThat(said(next(Examples.noModel()).orElseThrow())).isEqualTo("FINAL 1");
    }

    @Test
    void knowsAfterARestartWhatItSaid() {
        var standing = next(answer(positive())).orElseThrow();
        var later = new Outcomes(() -> 0);

        later.restore(standing.known());

        assertThat(later.next(answer(positive()), 2, NOW)).isEmpty();
        later.forget(UNIT);
        assertThat(later.next(answer(positive()), 2, NOW)).isPresent();
    }

    @Test
    void refusesConclusionsThatContradictThemselves() {
        var high = List.of(Examples.finding(0.61));
        assertThatThrownBy(() -> new Verdict.Negative(high)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Verdict.Positive(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Examples.finding(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Conclusion(false, positive(), Optional.empty(), Optional.empty()))
                .hasMessageContaining("needs a model");
    }

    @Test
    void isLateAfterHalfAnHour() {
        assertThat(Examples.subject(Mode.LIVE, Duration.ofMinutes(30)).arrival().late()).isFalse();
        assertThat(Examples.subject(Mode.LIVE, Duration.ofMinutes(31)).arrival().late()).isTrue();
    }
}
