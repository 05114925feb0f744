// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CostTest {
    private static Cost warmedUp(long nanos) {
        return new Costs().of(new Costs.Key("chest/1.0.0", "cpu"), Duration.ofNanos(nanos));
    }

    private static void learn(Cost cost, int runs, long nanos) {
        for (int i = 0; i < runs; i++) {
            cost.learn(1, nanos);
        }
    }

    @Test
    void startsFromTheWarmUp() {
        var cost = warmedUp(500);

        assertThat(cost.typical(1)).isEqualTo(500);
        assertThat(cost.cautious(1)).isEqualTo(500);
    }

    @Test
    void followsTheRunsInAFewDozen() {
        var cost = warmedUp(500);

        learn(cost, 64, 900);

        assertThat(cost.typical(1)).isEqualTo(900);
        assertThat(cost.cautious(1)).isEqualTo(900);
    }

    @Test
    void isNotMisledByTheRareLongRun() {
        var cost = warmedUp(500);
        learn(cost, 60, 500);

        learn(cost, 3, 90_000);

        assertThat(cost.cautious(1)).isEqualTo(500);
        assertThat(cost.typical(1)).isEqualTo(500);
    }

    @Test
    void reckonsWithWhatOneRunInTwentyTakes() {
        var cost = warmedUp(1);
        for (int nanos = 1; nanos <= 64; nanos++) {
            cost.learn(1, nanos);
        }

        assertThat(cost.typical(1)).isEqualTo(32);
        assertThat(cost.cautious(1)).isEqualTo(61);
    }

    @Test
    void takesABatchThatWasNeverRunInProportionToTheNextSmallerOne() {
        var cost = warmedUp(500);
        assertThat(cost.cautious(4)).isEqualTo(2000);

        cost.learn(2, 600);

        assertThat(cost.cautious(1)).isEqualTo(500);
        assertThat(cost.cautious(2)).isEqualTo(600);
        assertThat(cost.cautious(3)).isEqualTo(900);
        assertThat(cost.cautious(64)).isEqualTo(19_200);
    }

    @Test
    void findsABatchWorthwhileUntilEnoughRunsHaveToldOtherwise() {
        var cost = warmedUp(500);
        for (int i = 0; i < 7; i++) {
            cost.learn(2, 1001);
            assertThat(cost.worthwhile(2)).isTrue();
        }
        cost.learn(2, 1001);
        assertThat(cost.worthwhile(2)).isFalse();

        for (int i = 0; i < 64; i++) {
            cost.learn(2, 1000);
        }
        assertThat(cost.worthwhile(2)).isTrue();
    }

    @Test
    void learnsFromARunThatWasCutShortOnlyWhenItHadTakenLongerThanFeared() {
        var cost = warmedUp(500);

        cost.learnAtLeast(1, 400);
        assertThat(cost.cautious(1)).isEqualTo(500);

        cost.learnAtLeast(1, 700);
        assertThat(cost.cautious(1)).isEqualTo(700);
    }

    @Test
    void forgetsABadMinuteWhenItsPredictionsAreDoubted() {
        var cost = warmedUp(500);
        learn(cost, 64, 90_000);

        for (int i = 0; i < 60; i++) {
            assertThat(cost.cautious(1)).isEqualTo(90_000);
            cost.doubt();
        }
        cost.doubt();

        assertThat(cost.cautious(1)).isEqualTo(500);
    }

    @Test
    void neverLearnsWhatIsUnknown() {
        Cost.UNKNOWN.learn(1, 700);
        Cost.UNKNOWN.learnAtLeast(3, 700);
        Cost.UNKNOWN.doubt();

        assertThat(Cost.UNKNOWN.cautious(1)).isZero();
        assertThat(Cost.UNKNOWN.typical(64)).isZero();
        assertThat(Cost.UNKNOWN.worthwhile(64)).isTrue();
    }

    @Test
    void keepsAModelOnEachProviderApart() {
        var costs = new Costs();
        var cpu = costs.of(new Costs.Key("chest/1.0.0", "cpu"), Duration.ofNanos(500));
        var gpu = costs.of(new Costs.Key("chest/1.0.0", "cuda"), Duration.ofNanos(50));
        cpu.learn(1, 800);

        assertThat(gpu.cautious(1)).isEqualTo(50);
        assertThat(costs.of(new Costs.Key("chest/1.0.0", "cpu"), Duration.ofNanos(1))).isSameAs(cpu);
    }

    @Test
    void keepsNoMoreModelsThanASiteInstalls() {
        var costs = new Costs();
        var first = costs.of(new Costs.Key("0", "cpu"), Duration.ofNanos(500));
        var second = costs.of(new Costs.Key("1", "cpu"), Duration.ofNanos(500));
        for (int i = 2; i < 256; i++) {
            costs.of(new Costs.Key(Integer.toString(i), "cpu"), Duration.ZERO);
        }
        assertThat(costs.of(new Costs.Key("0", "cpu"), Duration.ZERO)).isSameAs(first);

        costs.of(new Costs.Key("256", "cpu"), Duration.ZERO);

        assertThat(costs.of(new Costs.Key("0", "cpu"), Duration.ZERO)).isSameAs(first);
        assertThat(costs.of(new Costs.Key("1", "cpu"), Duration.ZERO)).isNotSameAs(second);
    }
}
