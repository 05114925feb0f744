// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import static dev.gantry.escalation.Sayings.LADDER;
import static dev.gantry.escalation.Sayings.SETTINGS;
import static dev.gantry.escalation.Sayings.START;
import static dev.gantry.escalation.Sayings.accepted;
import static dev.gantry.escalation.Sayings.ack;
import static dev.gantry.escalation.Sayings.as;
import static dev.gantry.escalation.Sayings.by;
import static dev.gantry.escalation.Sayings.id;
import static dev.gantry.escalation.Sayings.in;
import static dev.gantry.escalation.Sayings.positive;
import static dev.gantry.escalation.Sayings.settings;
import static dev.gantry.escalation.Sayings.then;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.Mode;
import dev.gantry.escalation.Ladder.Reply;
import dev.gantry.escalation.Step.AckEffect;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Verdict.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
    private static final String REPEAT = "00:02:00 repeat alert/stat 1";
    private static final String SECOND = "00:05:00 second-topic escalation/stat 1";
    private static final String DEGRADED = "00:10:00 degraded 1";

    private final Loop loop = new Loop(SETTINGS);

    private static AckEffect effect(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Take.class);
        return ((Reply.Take) reply).step().effect();
    }

    @Test
    void climbsTheLadderWhileNobodyAnswers() {
        loop.say(positive(1, START)).pass(ofHours(1));

        assertThat(loop.steps()).containsExactly(REPEAT, SECOND, DEGRADED);
    }

    @Test
    void stopsWhenARadiologistAccepts() {
        loop.say(positive(1, START)).pass(ofMinutes(3));

        assertThat(effect(loop.answer(accepted(1, loop.now)))).isEqualTo(AckEffect.ENDS);

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly(REPEAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "dismissed", "snoozed"})
    void doesNotStopForATechnologist(String action) {
        loop.say(positive(1, START)).pass(ofMinutes(1));
        var what = switch (action) {
            case "accepted" -> new Action.Accepted();
            case "dismissed" -> new Action.Dismissed("moved");
            default -> new Action.Snoozed(30);
        };

        assertThat(effect(loop.answer(ack(id(1), 1, "technologist", what, loop.now)))).isEqualTo(AckEffect.NOT_STOPPING);

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly(REPEAT, SECOND, DEGRADED);
    }

    @Test
    void goesOnWhenARadiologistHasOnlySeenIt() {
        loop.say(positive(1, START));

        assertThat(effect(loop.answer(ack(id(1), 1, "radiologist", new Action.Seen(), START)))).isEqualTo(AckEffect.NONE);

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly(REPEAT, SECOND, DEGRADED);
    }

    @ParameterizedTest
    @CsvSource({"STAT,SHADOW,false", "STAT,TEST,false", "STAT,LIVE,true", "URGENT,LIVE,false", "ROUTINE,LIVE,false"})
    void leavesAloneWhatIsNotLiveOrLateOrNotStat(Severity severity, Mode mode, boolean late) {
        loop.say(as(severity, mode, late, positive(1, START))).pass(ofHours(1));

        assertThat(loop.steps()).isEmpty();
        assertThat(effect(loop.answer(accepted(1, loop.now)))).isEqualTo(AckEffect.NOTHING_OPEN);
    }

    @Test
    void startsWithTheFirstPositiveRevision() {
        var negative = new Told(id(1), 1, 1, State.PROVISIONAL, Result.NEGATIVE, Mode.LIVE, "exam-1", "model-a",
                Severity.STAT, Set.of(), "digest-1", START, false);
        loop.say(negative).pass(ofMinutes(1));
        loop.say(then(negative, State.FINAL, Result.POSITIVE, Set.of("bleeding"), "digest-1", loop.now)).pass(ofHours(1));

        assertThat(loop.steps()).first().isEqualTo("00:03:00 repeat alert/stat 1");
    }

    @Test
    void endsWhenTheOutcomeIsTakenBackOrNoLongerPositive() {
        var first = positive(1, START);
        var second = positive(2, START);
        loop.say(first).say(second).pass(ofMinutes(1));
        loop.say(then(first, State.RETRACTED, Result.POSITIVE, Set.of("bleeding"), "digest-1", loop.now));
        loop.say(then(second, State.AMENDED, Result.NEGATIVE, Set.of(), "digest-2", loop.now)).pass(ofHours(1));

        assertThat(loop.steps()).isEmpty();
    }

    @Test
    void goesOnWhenAPositiveCanNoLongerBeAnalysed() {
        var first = positive(1, START);
        loop.say(first).pass(ofMinutes(1));
        loop.say(then(first, State.AMENDED, Result.NOT_ANALYSED, Set.of(), "digest-2", loop.now)).pass(ofHours(1));

        assertThat(loop.steps()).containsExactly(REPEAT, SECOND, DEGRADED);
    }

    @Test
    void escalatesAgainWhatTurnsPositiveAgain() {
        var first = positive(1, START);
        loop.say(first);
        loop.answer(accepted(1, START));
        var negative = then(first, State.AMENDED, Result.NEGATIVE, Set.of(), "digest-2", START);
        loop.say(negative).say(then(negative, State.AMENDED, Result.POSITIVE, Set.of("bleeding"), "digest-3", START))
                .pass(ofMinutes(4));

        assertThat(loop.steps()).containsExactly(REPEAT);
    }

    @ParameterizedTest(name = "after {0}: {1} {2} -> again {3}")
    @CsvSource({
        "accepted,bleeding,digest-1,false", "accepted,bleeding,digest-2,false", "accepted,fracture,digest-1,true",
        "dismissed,bleeding,digest-1,false", "dismissed,bleeding,digest-2,true", "dismissed,fracture,digest-1,true"})
    void escalatesAnAnsweredAlertAgainOnlyOnNewEvidence(String action, String label, String digest, boolean again) {
        var first = positive(1, START);
        loop.say(first);
        var what = action.equals("accepted") ? new Action.Accepted() : new Action.Dismissed("motion artefact");
        loop.answer(ack(id(1), 1, "radiologist", what, START));
        loop.say(then(first, State.AMENDED, Result.POSITIVE, Set.copyOf(List.of("bleeding", label)), digest, START)).pass(ofMinutes(4));

        assertThat(loop.steps().size()).isEqualTo(again ? 1 : 0);
    }

    @Test
    void doesNotTakeTheAnswerToAnOlderRevisionForOneToNewerEvidence() {
        var first = positive(1, START);
        loop.say(first).say(then(first, State.AMENDED, Result.POSITIVE, Set.of("fracture"), "digest-1", START));

        assertThat(effect(loop.answer(accepted(1, START)))).isEqualTo(AckEffect.NEWER_EVIDENCE);
        assertThat(loop.pass(ofMinutes(4)).steps()).containsExactly(REPEAT);

        assertThat(effect(loop.answer(ack(id(1), 2, "radiologist", new Action.Accepted(), loop.now))))
                .isEqualTo(AckEffect.ENDS);
    }

    @Test
    void sendsOneMessageForAllAlertsOfAnExamTheGravestAndNewestOfThem() {
        for (int i = 1; i <= 20; i++) {
            loop.say(in("exam", positive(i, START)));
            loop.pass(ofSeconds(1));
        }
        loop.pass(ofHours(1));

        assertThat(loop.delivered).hasSize(2);
        assertThat(loop.delivered).allSatisfy(sending -> assertThat(sending.carried().id()).isEqualTo(id(20)));
        assertThat(loop.delivered.getFirst().openings()).hasSize(20);
    }

    @Test
    void carriesTheGravestOfAnExam() {
        var both = new AlertSettings(SETTINGS.receivers(), SETTINGS.stopEscalation(),
                Set.of(AlertSettings.Severity.STAT, AlertSettings.Severity.URGENT), LADDER, ofMinutes(30), 20);
        var loop = new Loop(both);
        loop.say(in("exam", positive(1, START)))
                .say(in("exam", as(Severity.URGENT, Mode.LIVE, false, by("model-b", positive(2, START)))))
                .pass(ofMinutes(3));

        assertThat(loop.steps()).containsExactly("00:02:00 repeat alert/stat 1,2");
        assertThat(loop.delivered.getFirst().carried().id()).isEqualTo(id(1));
    }

    @Test
    void letsAnAlertThatComesMuchLaterInTheSameExamClimbByItself() {
        loop.say(in("exam", positive(1, START))).pass(ofMinutes(4));
        loop.say(in("exam", positive(2, loop.now))).pass(ofHours(1));

        assertThat(loop.steps()).containsExactly(REPEAT, SECOND, "00:06:00 repeat alert/stat 2",
                "00:09:00 second-topic escalation/stat 2", DEGRADED, "00:14:00 degraded 2");
    }

    @Test
    void takesOneAcceptanceForAllThatTheModelHadSaidOfTheExamByThen() {
        loop.say(in("exam", positive(1, START))).say(in("exam", positive(2, START)))
                .say(in("exam", by("model-b", positive(3, START)))).pass(ofSeconds(10));
        var seen = loop.now;
        loop.pass(ofSeconds(10)).say(in("exam", positive(4, loop.now)));

        loop.answer(accepted(1, seen));

        assertThat(loop.pass(ofMinutes(4)).steps()).as("another model, and what was said since")
                .containsExactly("00:02:00 repeat alert/stat 3,4");
    }

    @Test
    void dismissesOneAlertOnly() {
        loop.say(in("exam", positive(1, START))).say(in("exam", positive(2, START)));

        loop.answer(ack(id(1), 1, "radiologist", new Action.Dismissed("motion"), START));

        assertThat(loop.pass(ofMinutes(4)).steps()).containsExactly("00:02:00 repeat alert/stat 2");
    }

    @Test
    void remindsWhenASnoozeEndsAndKeepsTheDistanceOfTheStepsAfterIt() {
        loop.say(in("exam", positive(1, START))).say(in("exam", positive(2, START))).pass(ofMinutes(1));

        loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(15), loop.now));

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly("00:16:00 repeat alert/stat 1,2",
                "00:19:00 second-topic escalation/stat 1,2", "00:24:00 degraded 1,2");
    }

    @Test
    void shortensASnoozeToTheMostThatTheSettingsAllowAndByTheTimeItWasOnItsWay() {
        loop.say(positive(1, START)).say(positive(2, START)).pass(ofMinutes(10));

        loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(600), loop.now));
        assertThat(effect(loop.answer(ack(id(2), 1, "radiologist", new Action.Snoozed(10), START))))
                .isEqualTo(AckEffect.LAPSED);

        assertThat(loop.cases.snoozed("exam-1", loop.now.plus(ofMinutes(30)).minusMillis(1))).isTrue();
        assertThat(loop.cases.snoozed("exam-1", loop.now.plus(ofMinutes(30)))).isFalse();
        assertThat(loop.cases.snoozed("exam-2", loop.now)).isFalse();
    }

    @Test
    void letsNothingWaitForASnoozeOfAnotherExam() {
        loop.say(positive(1, START)).say(positive(2, START));
        loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(30), START));

        assertThat(loop.pass(ofMinutes(4)).steps()).containsExactly("00:02:00 repeat alert/stat 2");
    }

    @Test
    void postponesWhatIsMoreThanTheRateAndDropsNothing() {
        var loop = new Loop(settings(LADDER, 3));
        for (int i = 1; i <= 12; i++) {
            loop.say(positive(i, START));
        }
        loop.pass(ofHours(2));

        assertThat(loop.delivered).hasSize(24);
        var times = loop.lines.stream().filter(line -> line.step() instanceof Step.Sent).map(Line::at).toList();
        for (int i = 3; i < times.size(); i++) {
            assertThat(times.get(i)).isAfterOrEqualTo(times.get(i - 3).plusSeconds(60));
        }
    }

    @Test
    void sendsEachStepOnceWhenTheBrokerComesBackWithinHalfAnHour() {
        loop.brokerThere = false;
        loop.say(positive(1, START)).pass(ofMinutes(20));
        assertThat(loop.steps()).containsExactly(DEGRADED);

        loop.brokerThere = true;
        loop.pass(ofHours(1));

        assertThat(loop.steps()).hasSize(3).satisfies(steps -> {
            assertThat(steps.get(1)).contains(" repeat ");
            assertThat(steps.get(2)).contains(" second-topic ");
        });
    }

    @Test
    void leavesOutWhatIsOldWhenTheBrokerComesBackButKeepsTheStatusDegraded() {
        loop.brokerThere = false;
        loop.say(positive(1, START)).pass(ofHours(2));
        loop.brokerThere = true;
        loop.pass(ofHours(1));

        assertThat(loop.delivered).isEmpty();
        assertThat(loop.steps()).containsExactly(DEGRADED, "00:32:01 skipped repeat 1", "00:35:01 skipped second-topic 1");
        assertThat(loop.cases.open().filter(Case::degraded)).hasSize(1);
    }

    @Test
    void raisesTheStatusInTimeThoughTheBrokerRefusesATopic() {
        loop.say(positive(1, START));
        for (int second = 0; second < 700; second++) {
            loop.now = loop.now.plusSeconds(1);
            loop.look().forEach(sending -> {
                loop.brokerThere = sending.tail().startsWith("alert/");
                loop.arrive(sending);
            });
        }

        assertThat(loop.steps()).containsExactly(REPEAT, DEGRADED);
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        loop.say(positive(1, START)).pass(ofMinutes(3));

        loop.restart(ofSeconds(40));

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly(REPEAT, SECOND, DEGRADED);
    }

    @Test
    void sendsOldNewsToNobodyAfterALongStop() {
        loop.say(positive(1, START)).pass(ofMinutes(1));

        loop.restart(ofHours(3));

        assertThat(loop.pass(ofMinutes(30)).steps()).allSatisfy(step -> assertThat(step).doesNotContain("alert/stat"))
                .anySatisfy(step -> assertThat(step).contains("degraded 1"));
    }

    @Test
    void goesOnByTheKindsOfStepsWhenTheLadderWasChanged() {
        loop.say(positive(1, START)).pass(ofMinutes(3));
        var changed = new Loop(settings(List.of(new Rung(ofMinutes(1), AlertSettings.Step.REPEAT),
                new Rung(ofMinutes(4), AlertSettings.Step.REPEAT)), 20));
        var rules = changed.lines.getFirst().step();
        loop.record(Ladder.rule(loop.cases, (Step.Ruled) rules));

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly(REPEAT, "00:04:00 repeat alert/stat 1");
    }

    @Test
    void endsWhatTheSettingsNoLongerWant() {
        loop.say(positive(1, START));
        loop.record(Ladder.rule(loop.cases, Step.Ruled.of(settings(List.of(), 20))));

        assertThat(loop.pass(ofHours(1)).steps()).containsExactly("00:00:00 ended settings 1");
    }

    @Test
    void givesUpAfterADay() {
        loop.say(positive(1, START)).pass(ofHours(25));

        assertThat(loop.steps()).endsWith("24:00:00 ended expired 1");
        assertThat(loop.cases.openCount()).isZero();
    }

    @Test
    void takesTheSameAnswerOnce() {
        loop.say(positive(1, START));
        loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(5), START));
        int lines = loop.lines.size();

        assertThat(loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(5), START))).isInstanceOf(Reply.Again.class);
        assertThat(loop.lines).hasSize(lines);
        loop.restart(ofSeconds(1));
        assertThat(loop.answer(ack(id(1), 1, "radiologist", new Action.Snoozed(5), START)))
                .as("over restarts too").isInstanceOf(Reply.Again.class);
    }

    private Optional<Refusal> refusal(Ack ack) {
        return loop.answer(ack) instanceof Reply.Refuse(var why, _) ? Optional.of(why) : Optional.empty();
    }

    @Test
    void refusesAnswersToWhatWasNeverSaid() {
        loop.say(positive(1, START));

        assertThat(refusal(accepted(2, START))).hasValue(Refusal.UNKNOWN_ID);
        assertThat(refusal(ack(id(1), 2, "radiologist", new Action.Accepted(), START)))
                .hasValue(Refusal.UNKNOWN_REVISION);
    }

    @Test
    void refusesAnswersFromBeforeTheAlertOrFromTheFutureButForgivesClocksAFewMinutesApart() {
        loop.say(positive(1, START));

        assertThat(refusal(accepted(1, START.minus(ofMinutes(16))))).hasValue(Refusal.BEFORE_THE_ALERT);
        assertThat(refusal(accepted(1, START.plus(ofMinutes(16))))).hasValue(Refusal.IN_THE_FUTURE);
        assertThat(loop.lines).as("nothing changed").hasSize(2);
        assertThat(refusal(accepted(1, START.minus(ofMinutes(14))))).isEmpty();
    }

    @Test
    void refusesMoreAnswersThanPeopleGive() {
        loop.say(positive(1, START));
        for (int i = 0; i < Case.MOST_ANSWERS; i++) {
            assertThat(refusal(ack(id(1), 1, "radiologist", new Action.Seen(), START.plusMillis(i)))).isEmpty();
        }

        assertThat(refusal(accepted(1, START))).hasValue(Refusal.TOO_MANY);
    }

    @Test
    void forgetsAnAnsweredAlertAfterAWeek() {
        loop.say(positive(1, START));
        loop.answer(accepted(1, START));

        loop.cases.forget(START.plus(Cases.AGE));
        assertThat(loop.cases.find(id(1))).isPresent();
        loop.cases.forget(START.plus(Cases.AGE).plusMillis(1));
        assertThat(loop.cases.find(id(1))).isEmpty();
    }

    @Test
    void keepsABoundOnWhatIsOpen() {
        for (int i = 1; i <= Ladder.MOST_OPEN + 5; i++) {
            loop.now = loop.now.plusMillis(1);
            var told = positive(1, loop.now);
            var own = new Told(new UUID(told.id().getMostSignificantBits(), i), 1, i, told.state(), told.result(),
                    told.mode(), "exam-" + i, told.model(), told.severity(), told.flagged(), told.digest(), loop.now,
                    false);
            loop.record(Ladder.said(loop.cases, own, new Ladder.Now(loop.now, loop.now)));
        }

        assertThat(loop.cases.openCount()).isEqualTo(Ladder.MOST_OPEN);
        assertThat(loop.steps()).hasSize(5).allSatisfy(step -> assertThat(step).contains("crowded-out"));
    }

    @Test
    void countsTheLadderFromWhenItWasSaidThoughItIsHeardLater() {
        loop.now = START.plus(ofMinutes(1));
        loop.say(positive(1, START));

        assertThat(loop.pass(ofMinutes(2)).steps()).containsExactly(REPEAT);
    }

    @Test
    void startsNowWhenTheWallClockSaysThatItIsSaidLater() {
        loop.say(positive(1, START.plus(ofHours(1))));

        assertThat(loop.pass(ofMinutes(3)).steps()).containsExactly(REPEAT);
    }
}
