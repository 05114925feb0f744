// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanksTest {
    private final Ranks ranks = new Ranks();

    /// As numpy.percentile: on the straight line between the two nearest ranks of the sorted values.
    private static double sorted(float[] values, double percent) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        double place = percent / 100 * (sorted.length - 1);
        int rank = (int) place;
        float next = sorted[Math.min(rank + 1, sorted.length - 1)];
        return sorted[rank] + ((double) next - sorted[rank]) * (place - rank);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "0.37, 1000", "1000, 1000", "100000, 5000", "1e-30, 300", "1, 2000"})
    void agreesWithSorting(double scale, int count) {
        var random = new Random(5);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (Math.rint(random.nextGaussian() * 100) * scale);
        }

        ranks.look(values, count);

        for (double percent : new double[] {0, 0.5, 1, 33.3, 50, 97, 99.5, 100}) {
            assertThat(ranks.percentile(percent)).as("percentile %s", percent)
                    .isCloseTo(sorted(values, percent), offset(1e-9 * scale));
        }
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        ranks.look(new float[] {Float.NaN, 3, -1, Float.NaN, 1, 99}, 5);

        assertThat(ranks.percentile(0)).isEqualTo(-1);
        assertThat(ranks.percentile(50)).isEqualTo(1);
        assertThat(ranks.percentile(100)).isEqualTo(3);
    }

    @Test
    void hasNoPercentileOfNothing() {
        ranks.look(new float[] {Float.NaN}, 1);

        assertThat(ranks.percentile(50)).isNaN();
    }

    @Test
    void tellsZerosAndInfinitiesApartByTheirPlaces() {
        ranks.look(new float[] {0f, Float.POSITIVE_INFINITY, -0f, Float.NEGATIVE_INFINITY, 1.5f}, 5);

        assertThat(ranks.percentile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(ranks.percentile(50)).isEqualTo(0);
        assertThat(ranks.percentile(75)).isEqualTo(1.5);
        assertThat(ranks.percentile(100)).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
