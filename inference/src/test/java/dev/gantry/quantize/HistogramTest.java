// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static Histogram of(float... values) {
        var histogram = new Histogram();
        histogram.add(values);
        return histogram;
    }

    private static float[] normal(int count, long seed) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void countsEachValueInItsBin() {
        var histogram = of(-1, -0.25f, 0, 0, 0.25f, 1);

        assertThat(histogram.all()).isEqualTo(new Range(-1, 1));
        assertThat(histogram.width()).isEqualTo(1.0 / 2048); // the least power of two that 4096 of reach over 1
        assertThat(histogram.count(histogram.bin(0))).isEqualTo(2);
        assertThat(histogram.count(histogram.bin(-0.25))).isEqualTo(1);
        assertThat(histogram.count(histogram.bin(1))).isEqualTo(1);
        assertThat(histogram.count(histogram.bin(0.5))).isZero();
    }

    @Test
    void widensItsBinsWhenAValueLiesOutside() {
        var histogram = of(0.001f, -0.001f);
        histogram.add(1000);

        assertThat(histogram.width()).isEqualTo(0.25);
        assertThat(histogram.count(histogram.bin(0.001))).isEqualTo(1);
        assertThat(histogram.count(histogram.bin(-0.001))).isEqualTo(1);
        assertThat(histogram.count(histogram.bin(1000))).isEqualTo(1);
        assertThat(histogram.total()).isEqualTo(3);
    }

    @Test
    void countsTheSameInWhateverOrderValuesCome() {
        var values = normal(2000, 3);
        values[17] = 300;
        var atOnce = of(values);
        var oneByOne = new Histogram();
        for (int i = values.length - 1; i >= 0; i--) {
            oneByOne.add(values[i]);
        }

        for (int bin = 0; bin < atOnce.bins(); bin++) {
            assertThat(oneByOne.count(bin)).isEqualTo(atOnce.count(bin));
        }
        assertThat(oneByOne.width()).isEqualTo(atOnce.width());
    }

    @Test
    void refusesWhatIsNoFiniteNumber() {
        var histogram = new Histogram();

        assertThatThrownBy(() -> histogram.add(1, Float.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(Float.NEGATIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(1, Float.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsATensorThatIsAlwaysZero() {
        assertThat(of(0, 0, 0).all()).isEqualTo(new Range(0, 0));
        assertThat(new Method.Percentile(99).range(of(0, 0, 0))).isEqualTo(new Range(0, 0));
        assertThat(new Method.Entropy().range(of(0, 0, 0))).isEqualTo(new Range(0, 0));
        assertThat(new Method.LeastSquares().range(of(0, 0, 0))).isEqualTo(new Range(0, 0));
    }

    @Test
    void takesAllValuesByMinMax() {
        assertThat(new Method.MinMax().range(of(-3, 0, 8))).isEqualTo(new Range(-3, 8));
    }

    @Test
    void cutsTheSameShareOffAtBothEnds() {
        var values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 500; // -500 to 499, in bins of an eighth
        }

        var range = new Method.Percentile(99).range(of(values));

        // ten values at each end: -500 to -491, and 490 to 499
        assertThat(range.low()).isEqualTo(-490);
        assertThat(range.high()).isEqualTo(489 + 0.125f);
    }

    @Test
    void cutsNothingOffWhenTheShareIsLessThanAValue() {
        assertThat(new Method.Percentile(99.9).range(of(-1, 0, 7))).isEqualTo(new Range(-1, 7));
    }

    @Test
    void expectsASquareOfAStepOverTwelve() {
        // no zeros, nothing cut off: 4 values at steps of 255 / 255
        var histogram = of(10, 50, 100, 255);

        assertThat(Cuts.squares(histogram, new Range(0, 255))).isCloseTo(4.0 / 12, within(1e-9));
    }

    @Test
    void expectsTheDistanceOfWhatIsCutOff() {
        var histogram = of(0, 0, 0, 255);

        // the one value lies 255 - 127.5 above the end, give or take half a bin
        assertThat(Cuts.squares(histogram, new Range(0, 127.5f))).isCloseTo(127.5 * 127.5, within(10.0));
    }

    @Test
    void losesNothingWhereEachLevelHoldsEqualBins() {
        var histogram = new Histogram();
        var every = new float[2048];
        for (int i = 0; i < every.length; i++) {
            every[i] = i + 0.5f;
        }
        for (int i = 0; i < 100; i++) {
            histogram.add(every);
        }

        assertThat(Cuts.divergence(histogram, histogram.all())).isCloseTo(0, within(1e-12));
        // half of the values piled up on the last bin: 1024 / 2048 of them in a bin that has 1 / 2048
        assertThat(Cuts.divergence(histogram, new Range(0, 1023.9f))).isGreaterThan(1);
    }

    @Test
    void cutsASingleOutlierOff() {
        var values = normal(1_000_000, 5);
        values[0] = 60;
        var histogram = of(values);

        // (60 - h)^2 + 10^6 ((h + 4.8) / 255)^2 / 12 is least at h = 23.6
        assertThat(new Method.LeastSquares().range(histogram).high()).isBetween(23f, 24.2f);
        assertThat(new Method.Entropy().range(histogram).high()).isBetween(2f, 20f);
        assertThat(new Method.MinMax().range(histogram).high()).isEqualTo(60);
    }

    @Test
    void keepsZerosOutOfTheChoice() {
        var half = normal(20_000, 9);
        var withZeros = of(half);
        withZeros.add(new float[200_000]);

        assertThat(new Method.Entropy().range(withZeros)).isEqualTo(new Method.Entropy().range(of(half)));
    }
}
