// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.model.Head.Activation;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedTest {
    private static Signature graph(String name, String type, Long... shape) {
        return new Signature(List.of(), List.of(new Port(name, type, List.of(shape))));
    }

    private static Optional<String> mismatch(Wanted wanted, Signature graph) {
        return Wanted.mismatch(List.of(wanted), graph);
    }

    @Test
    void takesAnyShapeThatHoldsOneValueForEach() {
        var three = Wanted.values("logits", 3);

        assertThat(mismatch(three, graph("logits", "FLOAT", 3L))).isEmpty();
        assertThat(mismatch(three, graph("logits", "FLOAT", 1L, 3L))).isEmpty();
        assertThat(mismatch(three, graph("logits", "FLOAT16", 1L, 3L, 1L, 1L))).isEmpty();
        assertThat(mismatch(three, graph("logits", "FLOAT", -1L, 3L))).isEmpty();
        assertThat(mismatch(three, graph("logits", "FLOAT", -1L, -1L))).isEmpty();
        assertThat(mismatch(Wanted.values("logit", 1), graph("logit", "FLOAT"))).isEmpty();
    }

    @Test
    void namesBothSidesOfAMismatch() {
        assertThat(mismatch(Wanted.values("logits", 3), graph("logits", "FLOAT", 1L, 4L))).contains(
                "output: manifest says logits FLOAT or FLOAT16 with 3 value(s), graph has logits FLOAT[1, 4]");
        assertThat(mismatch(Wanted.shaped("table", "[1, N, 7]", 1, Wanted.ANY, 7), graph("tabel", "FLOAT", 1L, 9L, 7L)))
                .contains("output: manifest says table FLOAT or FLOAT16 [1, N, 7], graph has tabel FLOAT[1, 9, 7]");
    }

    @ParameterizedTest
    @CsvSource({"FLOAT, 2, 3", "INT64, 1, 3", "FLOAT, 3, 1", "FLOAT, 6, 1"})
    void refusesOtherTypesAndShapes(String type, long first, long second) {
        assertThat(mismatch(Wanted.values("logits", 3), graph("logits", type, first, second)).isPresent())
                .isEqualTo(!(type.equals("FLOAT") && first * second == 3));
        assertThat(mismatch(Wanted.shaped("logits", "[1, 3]", 1, 3), graph("logits", type, first, second)))
                .isPresent();
    }

    @Test
    void leavesAnOutputOfUnknownRankToTheGoldenCases() {
        var wanted = Wanted.shaped("table", "[1, N, 7]", 1, Wanted.ANY, 7);

        assertThat(mismatch(wanted, graph("table", "FLOAT"))).isEmpty();
        assertThat(mismatch(wanted, graph("table", "INT64"))).isPresent();
        assertThat(wanted.nonsense(Map.of("table", Tensor.allocate(ElementType.FLOAT)))).contains(
                "expected table FLOAT or FLOAT16 [1, N, 7], got FLOAT[]");
    }

    @Test
    void saysWhatATensorIsInsteadOfWhatItShouldBe() {
        var wanted = Wanted.shaped("table", "[1, N, 7]", 1, Wanted.ANY, 7);

        assertThat(wanted.nonsense(Map.of("table", Tensor.allocate(ElementType.FLOAT16, 1, 0, 7)))).isEmpty();
        assertThat(wanted.nonsense(Map.of())).contains("there is no output table");
        assertThat(wanted.nonsense(Map.of("table", Tensor.allocate(ElementType.FLOAT, 1, 7, 5)))).contains(
                "expected table FLOAT or FLOAT16 [1, N, 7], got FLOAT[1, 7, 5]");
        assertThat(wanted.nonsense(Map.of("table", Tensor.allocate(ElementType.INT64, 1, 5, 7)))).isPresent();
    }

    @Test
    void readsTheInputsSizeByItsLayout() {
        var nhwc = Tensor.allocate(ElementType.UINT8, 1, 30, 40, 3);

        assertThat(Extent.of(nhwc, "NHWC")).isEqualTo(new Extent(1, 30, 40));
        assertThat(Extent.of(Tensor.allocate(ElementType.FLOAT, 1, 2, 5, 6, 7), "NCDHW"))
                .isEqualTo(new Extent(5, 6, 7));
        assertThat(Extent.of(new Port("image", "FLOAT", List.of(1L, 1L, -1L, 64L)), "NCHW"))
                .isEqualTo(new Extent(1, -1, 64));
        assertThat(Extent.of(nhwc, "NCDHW")).isEqualTo(Extent.OPEN);
    }

    @Test
    void makesNoProbabilityOfWhatIsNone() {
        assertThat(Probability.of(1.0004, Activation.NONE)).as("half precision rounds up").isEqualTo(1);
        assertThat(Probability.of(1.01, Activation.NONE)).isNaN();
        assertThat(Probability.of(-0.01, Activation.NONE)).isNaN();
        assertThat(Probability.of(Double.POSITIVE_INFINITY, Activation.SIGMOID)).isNaN();
        assertThat(Probability.of(Double.NaN, Activation.NONE)).isNaN();
        assertThat(Probability.nonsense("scores", 3.5f))
                .isEqualTo("scores holds 3.5, which is no probability: does the head want an activation?");
    }
}
