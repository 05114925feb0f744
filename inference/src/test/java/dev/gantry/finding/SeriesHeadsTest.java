// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head.Pool;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.model.Output;
import dev.gantry.output.Box.Slices;
import dev.gantry.output.Placements;
import dev.gantry.preprocess.Placement;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Sequences of slices: which slice counts, and which does not.
class SeriesHeadsTest {
    private static final Label BLEED =
            new Label("bleed", Optional.of(new Reported(new Code("SCT", "1386000", "Haemorrhage"), 0.5)));
    private static final Label NONE = new Label("none", Optional.empty());
    /// Six slices of the tensor over a stack of eight: the first is filling, each of the others is two slices.
    private static final Placement PADDED = new Placement(
            Placements.along(0, 1, 20, 1), Placements.along(0, 1, 10, 1), Placements.along(-2, 2, 8, 5));

    private static Reading read(Head head, Map<String, Tensor> outputs, Placement placement) {
        return new Readout(new Output(head), "images", "NDCHW").read(
                Map.of("images", Tensor.allocate(ElementType.FLOAT, 1, 6, 1, 10, 20)), outputs, placement);
    }

    private static Finding only(Reading reading) {
        assertThat(((Reading.Findings) reading).findings()).hasSize(1);
        return ((Reading.Findings) reading).findings().getFirst();
    }

    @Test
    void takesTheHighestSliceAndNamesItInTheStack() {
        var head = new Head.Slices("scores", Activation.NONE, Pool.MAX, List.of(BLEED));
        var scores = Tensor.of(new float[] {0.9f, 0.1f, 0.2f, 0.7f, 0.3f, 0.8f}, 1, 6, 1);

        var finding = only(read(head, Map.of("scores", scores), PADDED));

        // The first tensor slice lies before the stack, the last one after it: both only fill up.
        assertThat(finding.probability()).isCloseTo(0.7, offset(1e-6));
        var box = finding.evidence().regions().getFirst().box();
        assertThat(box.slices()).as("tensor slice 3 covers slices 4 and 5, its middle is 5")
                .isEqualTo(new Slices(5, 5, 5));
        assertThat(box.right()).isEqualTo(20);
        assertThat(box.bottom()).isEqualTo(10);
    }

    @Test
    void takesTheMeanOfTheSlicesThatAreThere() {
        var head = new Head.Slices("scores", Activation.NONE, Pool.MEAN, List.of(BLEED));
        var scores = Tensor.of(new float[] {0.9f, 0.1f, 0.2f, 0.7f, 0.4f, 0.8f}, 6);

        assertThat(only(read(head, Map.of("scores", scores), PADDED)).probability()).isCloseTo(0.35, offset(1e-6));
    }

    @Test
    void readsASoftmaxPerSlice() {
        var head = new Head.Slices("scores", Activation.SOFTMAX, Pool.MAX, List.of(NONE, BLEED));
        var scores = Tensor.of(new float[] {9, 9, 0, 0, 0, 0, 1, 3, 3, 1, 9, 9}, 1, 6, 2);

        var finding = only(read(head, Map.of("scores", scores), PADDED));

        assertThat(finding.probability()).isCloseTo(0.880797, offset(1e-6));
        assertThat(finding.evidence().regions().getFirst().box().slices().key()).isEqualTo(5);
    }

    @Test
    void makesNonsenseOfASliceThatIsNoNumber() {
        var head = new Head.Slices("scores", Activation.SIGMOID, Pool.MAX, List.of(BLEED));
        var scores = Tensor.of(new float[] {0, 0, Float.NaN, 0, 0, 0}, 1, 6);

        assertThat(read(head, Map.of("scores", scores), PADDED)).isEqualTo(new Reading.Nonsense("scores holds NaN"));
        assertThat(read(head, Map.of("scores", Tensor.of(new float[5], 1, 5)), PADDED)).isEqualTo(new Reading.Nonsense(
                "expected scores FLOAT or FLOAT16 [1, 6, 1], got FLOAT[1, 5]"));
    }

    @Test
    void wantsOneValueForEachSliceOfTheInput() {
        var readout = new Readout(
                new Output(new Head.Slices("scores", Activation.SIGMOID, Pool.MAX, List.of(NONE, BLEED))),
                "images", "NDCHW");
        var input = new Port("images", "FLOAT", List.of(1L, 6L, 1L, 10L, 20L));

        assertThat(readout.mismatch(new Signature(
                List.of(input), List.of(new Port("scores", "FLOAT", List.of(1L, 6L, 2L)))))).isEmpty();
        assertThat(readout.mismatch(new Signature(
                List.of(input), List.of(new Port("scores", "FLOAT", List.of(1L, 7L, 2L)))))).contains(
                "output: manifest says scores FLOAT or FLOAT16 [1, 6, 2], graph has scores FLOAT[1, 7, 2]");
    }

    @Test
    void namesTheSliceWithTheMostAttention() {
        var head = new Head.Scores("logit", Activation.SIGMOID, List.of(BLEED), Optional.of("attention"));
        var outputs = Map.of(
                "logit", Tensor.of(new float[] {2}, 1, 1),
                "attention", Tensor.of(new float[] {0.5f, 0.1f, 0.3f, 0.05f, 0.03f, 0.02f}, 1, 6, 1));

        var finding = only(read(head, outputs, PADDED));

        assertThat(finding.probability()).isCloseTo(0.880797, offset(1e-6));
        assertThat(finding.evidence().regions().getFirst().box().slices()).isEqualTo(new Slices(3, 3, 3));
    }

    @Test
    void wantsOneWeightForEachSlice() {
        var head = new Head.Scores("logit", Activation.SIGMOID, List.of(BLEED), Optional.of("attention"));
        var logit = Tensor.of(new float[] {2}, 1, 1);

        assertThat(read(head, Map.of("logit", logit, "attention", Tensor.of(new float[4], 1, 4)), PADDED)).isEqualTo(
                new Reading.Nonsense("expected attention FLOAT or FLOAT16 with 6 value(s), got FLOAT[1, 4]"));
        var broken = new float[6];
        broken[4] = Float.NaN;
        assertThat(read(head, Map.of("logit", logit, "attention", Tensor.of(broken, 1, 6)), PADDED))
                .isEqualTo(new Reading.Nonsense("attention holds no finite weight of a slice"));
    }
}
