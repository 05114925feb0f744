// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.finding.Products.Measured;
import dev.gantry.model.Head.Limits;
import dev.gantry.model.Head.Quantity;
import dev.gantry.model.Head.Scale;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output;
import dev.gantry.output.Extent;
import dev.gantry.output.Placements;
import dev.gantry.output.Region.Measurement;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Numbers and pictures: what is an answer, and what is none.
class ProductsTest {
    private static final Code CODE = new Code("99TEST", "1", "Something");
    private static final Limits NO_LIMIT = new Limits(OptionalDouble.empty(), OptionalDouble.empty());
    private static final Tensor GIVEN = Tensor.of(new float[] {0, 1, 0, 1}, 1, 1, 2, 2);

    private static Limits above(double limit) {
        return new Limits(OptionalDouble.of(limit), OptionalDouble.empty());
    }

    private static Reading read(Head head, Tensor output) {
        return new Readout(new Output(head), "image", "NCHW")
                .read(Map.of("image", GIVEN), Map.of("out", output), Placements.same(2, 2));
    }

    @Test
    void neverCallsAPictureNegative() {
        var reading = read(
                new Head.Image("denoised", "out", -1, 1, Optional.empty()),
                Tensor.of(new float[] {-1, 0, 1, 3}, 1, 1, 2, 2));

        assertThat(reading).isInstanceOf(Reading.Made.class);
        var picture = ((Reading.Made) reading).products().pictures().getFirst();
        assertThat(picture.name()).isEqualTo("denoised");
        assertThat(picture.size()).isEqualTo(new Extent(1, 2, 2));
        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.grey()).containsExactly(0, 0.5f, 1, 1);
    }

    @Test
    void answersByTheDifferenceToTheInput() {
        var difference = new Quantity("difference", CODE, "1", new Scale(1, 0), above(0.2));
        var head = new Head.Image("rebuilt", "out", 0, 1, Optional.of(difference));

        var near = (Reading.Findings) read(head, Tensor.of(new float[] {0.25f, 1, 0.25f, 1}, 1, 1, 2, 2));
        var far = (Reading.Findings) read(head, Tensor.of(new float[] {0.5f, 0.5f, 0, 1}, 1, 1, 2, 2));

        assertThat(near.positive()).isFalse();
        assertThat(near.findings().getFirst().evidence().measurements())
                .containsExactly(new Measurement("difference", 0.125, "1"));
        assertThat(far.positive()).isTrue();
        assertThat(far.findings().getFirst().probability()).isEqualTo(1);
        assertThat(far.products().pictures()).hasSize(1);
        assertThat(read(head, Tensor.of(new float[8], 1, 1, 2, 4))).isEqualTo(new Reading.Nonsense(
                "out is float[1, 1, 2, 4], the input float[1, 1, 2, 2]: no difference can be told"));
    }

    @Test
    void makesNonsenseOfAPictureThatIsNoNumber() {
        var head = new Head.Image("denoised", "out", 0, 1, Optional.empty());

        assertThat(read(head, Tensor.of(new float[] {0, Float.NaN, 0, 0}, 1, 1, 2, 2)))
                .isEqualTo(new Reading.Nonsense("out holds NaN"));
        assertThat(read(head, Tensor.of(new float[8], 1, 2, 2, 2))).isInstanceOf(Reading.Nonsense.class);
    }

    @Test
    void tellsANumberWithoutALimitButNoAnswer() {
        var age = new Quantity("bone-age", CODE, "mo", new Scale(41.2, 127.3), NO_LIMIT);

        var reading = (Reading.Made) read(new Head.Value("out", List.of(age)), Tensor.of(new float[] {0.5f}, 1, 1));

        assertThat(reading.products().measured())
                .containsExactly(new Measured(CODE, new Measurement("bone-age", 147.9, "mo")));
    }

    @Test
    void answersWhereANumberHasALimit() {
        var ratio = new Quantity("ratio", CODE, "1", new Scale(1, 0), above(0.5));
        var angle = new Quantity("angle", CODE, "deg", new Scale(1, 0),
                new Limits(OptionalDouble.of(25), OptionalDouble.of(10)));
        var head = new Head.Value("out", List.of(ratio, angle));

        var reading = (Reading.Findings) read(head, Tensor.of(new float[] {0.5f, 9}, 1, 2));

        assertThat(reading.findings()).extracting(Finding::label).containsExactly("ratio", "angle");
        assertThat(reading.findings().get(0).positive()).as("at the limit is not above it").isFalse();
        assertThat(reading.findings().get(1).positive()).as("below the lower limit").isTrue();
        assertThat(reading.findings().get(1).evidence().measurements().getFirst().value()).isCloseTo(9, offset(1e-9));
    }

    @Test
    void makesNonsenseOfANumberThatIsNone() {
        var ratio = new Quantity("ratio", CODE, "1", new Scale(1, 0), above(0.5));

        assertThat(read(new Head.Value("out", List.of(ratio)), Tensor.of(new float[] {Float.NaN}, 1)))
                .isEqualTo(new Reading.Nonsense("ratio: out holds NaN"));
    }
}
