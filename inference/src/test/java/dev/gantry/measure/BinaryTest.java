// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.measure.Binary.Draws;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Cases small enough to be computed by hand.
class BinaryTest {
    private static final Draws DRAWS = new Draws(500, 7);

    /// Four positives, four negatives; one negative stands above two positives, and two scores are equal.
    private static final Judged EIGHT = new Judged(
            new double[] {0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.2, 0.1},
            new boolean[] {true, true, false, true, true, false, false, false});

    @Test
    void countsPairsAndHalfPairs() {
        // of 16 pairs 4 + 4 + 3 + 2.5 are in order
        assertThat(Roc.of(EIGHT).area()).isEqualTo(13.5 / 16);
        assertThat(DeLong.area(EIGHT).area()).isEqualTo(13.5 / 16);
        // precision 1, 1, 3/4 and, at the tie, 4/6, each for a quarter of the recall
        assertThat(Roc.of(EIGHT).averagePrecision()).isCloseTo((1 + 1 + 0.75 + 4 / 6.0) / 4, within(1e-15));
    }

    @Test
    void saysYesFromTheThresholdOn() {
        var counts = Counts.at(EIGHT, 0.6);

        assertThat(counts).isEqualTo(new Counts(3, 1, 3, 1));
        assertThat(counts.accuracy().value()).hasValue(0.75);
        assertThat(counts.positivePredictive().value()).hasValue(0.75);
        assertThat(counts.negativePredictive().value()).hasValue(0.75);
        assertThat(counts.f1()).hasValue(0.75);
        assertThat(counts.youden()).hasValue(0.5);
    }

    @Test
    void hasNoValueWhereThereIsNothingToCount() {
        var none = new Counts(0, 0, 5, 0);

        assertThat(none.sensitivity().value()).isEmpty();
        assertThat(none.sensitivity().interval()).isEmpty();
        assertThat(none.positivePredictive().value()).isEmpty();
        assertThat(none.youden()).isEmpty();
        assertThat(none.specificity().interval()).hasValueSatisfying(it -> assertThat(it.high()).isEqualTo(1));
    }

    @Test
    void findsNoThresholdForASpecificityThatTheHighestScoreBreaks() {
        var roc = Roc.of(new Judged(new double[] {0.9, 0.1}, new boolean[] {false, true}));

        assertThat(roc.forSpecificity(0.5)).isEmpty();
        assertThat(roc.forSensitivity(1).orElseThrow().threshold()).isEqualTo(0.1);
    }

    @Test
    void leavesRankingOutWhenAllCasesAreOfOneKind() {
        var binary = new Binary("x", 0.5, new Judged(new double[] {0.4, 0.6}, new boolean[] {true, true}), DRAWS);

        assertThat(binary.area()).isEmpty();
        assertThat(binary.drawnInterval()).isEmpty();
        assertThat(binary.averagePrecision()).isEmpty();
        assertThat(binary.counts().sensitivity().value()).hasValue(0.5);
    }

    @Test
    void drawsTheSameIntervalFromTheSameSeed() {
        var random = new SplittableRandom(3);
        var scores = new double[300];
        var truth = new boolean[300];
        for (int i = 0; i < scores.length; i++) {
            truth[i] = i % 3 == 0;
            scores[i] = random.nextDouble() * 0.7 + (truth[i] ? 0.3 : 0);
        }
        var judged = new Judged(scores, truth);
        var drawn = Bootstrap.area(judged, 2000, 7);
        var deLong = DeLong.area(judged).interval();

        assertThat(drawn).isEqualTo(Bootstrap.area(judged, 2000, 7)).isNotEqualTo(Bootstrap.area(judged, 2000, 8));
        assertThat(drawn.low()).isCloseTo(deLong.low(), within(0.01));
        assertThat(drawn.high()).isCloseTo(deLong.high(), within(0.01));
        assertThat(Bootstrap.rounds(2000, 10_000_000)).isEqualTo(200);
    }

    @Test
    void interpolatesQuantiles() {
        assertThat(Bootstrap.quantile(new double[] {0, 10, 20, 30, 40}, 0.025)).isCloseTo(1, within(1e-12));
        assertThat(Bootstrap.quantile(new double[] {5}, 0.975)).isEqualTo(5);
    }

    @Test
    void keepsEveryProbabilityInABin() {
        var calibration = Calibration.of(
                new Judged(new double[] {0, 0.05, 0.95, 1}, new boolean[] {false, true, true, true}));

        assertThat(calibration.bins()).hasSize(10);
        assertThat(calibration.bins().getFirst().positives()).isEqualTo(new Counts.Ratio(1, 2));
        assertThat(calibration.bins().getLast().positives()).isEqualTo(new Counts.Ratio(2, 2));
        assertThat(calibration.greatest()).isCloseTo(0.475, within(1e-12));
        assertThat(calibration.expected()).isCloseTo((0.475 + 0.025) / 2, within(1e-12));
        assertThat(calibration.brier()).isCloseTo((0 + 0.9025 + 0.0025 + 0) / 4, within(1e-12));
    }

    @Test
    void averagesClassesBothWays() {
        var confusion = new Confusion(List.of("a", "b", "c"));
        for (int[] seen : new int[][] {{0, 0}, {0, 0}, {0, 1}, {1, 1}, {2, 1}, {2, 2}}) {
            confusion.add(seen[0], seen[1]);
        }

        assertThat(confusion.accuracy()).isEqualTo(new Counts.Ratio(4, 6));
        assertThat(confusion.against(1)).isEqualTo(new Counts(1, 2, 3, 0));
        assertThat(confusion.macro(counts -> counts.sensitivity().value()).orElseThrow())
                .isCloseTo((2 / 3.0 + 1 + 0.5) / 3, within(1e-12));
        assertThat(confusion.macro(Counts::f1).orElseThrow())
                .isCloseTo((0.8 + 0.5 + 2 / 3.0) / 3, within(1e-12));
    }

    @Test
    void comparesOnTheSameCasesOnly() {
        var other = new Judged(new double[] {0.1, 0.2}, new boolean[] {true, false});
        var turned = new Judged(new double[] {0.1, 0.2}, new boolean[] {false, true});

        assertThatThrownBy(() -> Paired.of(other, 0.5, turned, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same cases");
        assertThatThrownBy(() -> new Judged(new double[] {Double.NaN}, new boolean[] {true}))
                .hasMessageContaining("NaN");
    }

    @Test
    void findsNoDifferenceBetweenAModelAndItself() {
        var paired = Paired.of(EIGHT, 0.6, EIGHT, 0.6);

        assertThat(paired.area().orElseThrow().p()).isEqualTo(1);
        assertThat(paired.mcnemar()).isEqualTo(1);
        assertThat(paired.changed()).isZero();
        assertThat(paired.greatestChange()).isZero();
    }
}
