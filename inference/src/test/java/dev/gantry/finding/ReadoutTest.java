// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.Head.Activation;
import dev.gantry.model.Head;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.model.Output;
import dev.gantry.output.Placements;
import dev.gantry.output.Reference;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.runtime.Signature;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads with one value per label, and what all heads have in common.
class ReadoutTest {
    private static final Code CODE = new Code("SCT", "233604007", "Pneumonia");
    private static final Label PNEUMONIA = new Label("pneumonia", Optional.of(new Reported(CODE, 0.5)));
    private static final Label OTHER = new Label("other", Optional.empty());
    private static final Tensor IMAGE = Tensor.allocate(ElementType.FLOAT, 1, 1, 8, 8);

    private static Readout readout(Activation activation, Label... labels) {
        return new Readout(new Output(new Head.Scores("logit", activation, List.of(labels))), "image", "NCHW");
    }

    private static Reading read(Readout readout, Tensor values) {
        return readout.read(Map.of("image", IMAGE), Map.of("logit", values), Placements.same(8, 8));
    }

    private static Reading read(Readout readout, float... values) {
        return read(readout, Tensor.of(values, 1, values.length));
    }

    private static List<Finding> findings(Reading reading) {
        return ((Reading.Findings) reading).findings();
    }

    private static Signature graph(String name, String type, Long... shape) {
        return new Signature(List.of(), List.of(new Port(name, type, List.of(shape))));
    }

    @Test
    void readsASigmoid() {
        var findings = findings(read(readout(Activation.SIGMOID, PNEUMONIA), 2));

        assertThat(findings).hasSize(1);
        var finding = findings.getFirst();
        assertThat(finding.label()).isEqualTo("pneumonia");
        assertThat(finding.code()).isEqualTo(CODE);
        assertThat(finding.probability()).isCloseTo(0.880797, offset(1e-6));
        assertThat(finding.threshold()).isEqualTo(0.5);
        assertThat(finding.positive()).isTrue();
        assertThat(finding.evidence()).isEqualTo(Finding.Evidence.NONE);
    }

    @Test
    void isPositiveFromTheThresholdOn() {
        assertThat(new Finding("a", CODE, 0.5, 0.5).positive()).isTrue();
        assertThat(new Finding("a", CODE, Math.nextDown(0.5), 0.5).positive()).isFalse();
    }

    @Test
    void readsASoftmaxAndLeavesOutWhatIsNotReported() {
        var findings = findings(read(readout(Activation.SOFTMAX, OTHER, PNEUMONIA), 1, 3));

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().probability()).isCloseTo(0.880797, offset(1e-6));
    }

    @Test
    void readsProbabilitiesAsTheyAre() {
        var findings = findings(read(readout(Activation.NONE, PNEUMONIA), 0.25f));

        assertThat(findings.getFirst().probability()).isEqualTo(0.25);
    }

    @Test
    void asksForAnActivationWhereLogitsAreSaidToBeProbabilities() {
        assertThat(read(readout(Activation.NONE, PNEUMONIA), 4.5f)).isEqualTo(new Reading.Nonsense(
                "logit holds 4.5, which is no probability: does the head want an activation?"));
    }

    @Test
    void computesWhatTorchComputes() throws IOException {
        var reference = Reference.read("activations");
        var logits = reference.tensors().get("logits");
        var labels = IntStream.range(0, 5)
                .mapToObj(i -> new Label("l" + i, Optional.of(new Reported(CODE, 0.5))))
                .toArray(Label[]::new);

        for (var activation : List.of(Activation.SOFTMAX, Activation.SIGMOID)) {
            var theirs = reference.numbers(activation.name().toLowerCase(Locale.ROOT));
            var ours = findings(read(readout(activation, labels), logits));
            for (int i = 0; i < theirs.length; i++) {
                assertThat(ours.get(i).probability()).isCloseTo(theirs[i], offset(1e-6));
            }
        }
    }

    @Test
    void readsEachShapeAndHalfPrecision() {
        for (var shape : List.of(new long[] {1, 2}, new long[] {2}, new long[] {1, 2, 1, 1}, new long[] {2, 1})) {
            var half = Tensor.allocate(ElementType.FLOAT16, shape);
            half.set(0, 1);
            half.set(1, 3);

            assertThat(findings(read(readout(Activation.SOFTMAX, OTHER, PNEUMONIA), half)).getFirst().probability())
                    .isCloseTo(0.880797, offset(1e-6));
        }
    }

    @Test
    void readsLogitsThatWouldOverflow() {
        assertThat(findings(read(readout(Activation.SOFTMAX, OTHER, PNEUMONIA), -3e38f, 3e38f)).getFirst()
                .probability()).isEqualTo(1);
        assertThat(findings(read(readout(Activation.SIGMOID, PNEUMONIA), -3e38f)).getFirst().probability()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void makesNoFindingOfWhatIsNoFiniteNumber(float value) {
        for (var activation : Activation.values()) {
            assertThat(read(readout(activation, PNEUMONIA, OTHER), 1, value))
                    .isEqualTo(new Reading.Nonsense("logit holds " + value));
        }
    }

    @Test
    void makesNoFindingOfTooManyValuesOrNone() {
        assertThat(read(readout(Activation.SIGMOID, PNEUMONIA), 1, 2))
                .isEqualTo(new Reading.Nonsense("logit has 2 values for 1 labels"));
        assertThat(readout(Activation.SIGMOID, PNEUMONIA)
                .read(Map.of("image", IMAGE), Map.of(), Placements.same(8, 8)))
                .isEqualTo(new Reading.Nonsense("logit has no values for 1 labels"));
    }

    @Test
    void saysWhichOutputDoesNotFit() {
        var readout = readout(Activation.SIGMOID, PNEUMONIA);

        assertThat(readout.mismatch(graph("logit", "FLOAT", -1L, 1L))).isEmpty();
        assertThat(readout.mismatch(graph("logit", "FLOAT", 1L, 2L))).contains(
                "output: manifest says logit FLOAT or FLOAT16 with 1 value(s), graph has logit FLOAT[1, 2]");
        assertThat(readout.mismatch(graph("score", "FLOAT", 1L, 1L))).isPresent();
    }

    @Test
    void saysAllThatDoesNotFitAtOnce() {
        var readout = new Readout(
                new Output(List.of(
                        new Head.Scores("logit", Activation.SIGMOID, List.of(PNEUMONIA)),
                        new Head.Scores("organ", Activation.NONE, List.of(OTHER)),
                        new Head.Scores("side", Activation.SOFTMAX, List.of(OTHER, PNEUMONIA)))),
                "image", "NCHW");

        assertThat(readout.mismatch(graph("organ", "FLOAT", 1L))).contains(
                "output: manifest says logit FLOAT or FLOAT16 with 1 value(s), "
                        + "side FLOAT or FLOAT16 with 2 value(s), graph has organ FLOAT[1]");
    }

    @Test
    void readsSeveralHeadsOfOneGraph() {
        var liver = new Label("liver", Optional.of(new Reported(CODE, 0.9)));
        var readout = new Readout(
                new Output(List.of(
                        new Head.Scores("logit", Activation.SIGMOID, List.of(PNEUMONIA)),
                        new Head.Scores("organ", Activation.NONE, List.of(liver)))),
                "image", "NCHW");

        var reading = (Reading.Findings) readout.read(
                Map.of("image", IMAGE),
                Map.of("logit", Tensor.of(new float[] {2}, 1), "organ", Tensor.of(new float[] {0.1f}, 1)),
                Placements.same(8, 8));

        assertThat(reading.findings()).extracting(Finding::label).containsExactly("pneumonia", "liver");
        assertThat(reading.positive()).isTrue();
        assertThat(readout.mismatch(graph("logit", "FLOAT", 1L))).as("the second head misses its output")
                .hasValueSatisfying(it -> assertThat(it).startsWith("output: manifest says organ"));
    }

    @Test
    void answersNothingWhenOneOfSeveralHeadsIsNonsense() {
        var readout = new Readout(
                new Output(List.of(
                        new Head.Scores("logit", Activation.SIGMOID, List.of(PNEUMONIA)),
                        new Head.Scores("organ", Activation.SIGMOID, List.of(OTHER)))),
                "image", "NCHW");

        assertThat(readout.read(
                Map.of("image", IMAGE),
                Map.of("logit", Tensor.of(new float[] {2}, 1), "organ", Tensor.of(new float[] {Float.NaN}, 1)),
                Placements.same(8, 8)))
                .isEqualTo(new Reading.Nonsense("organ holds NaN"));
    }

    @Test
    void refusesFindingsThatAreNone() {
        assertThatThrownBy(() -> new Finding("a", CODE, Double.NaN, 0.5)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Reading.Findings(List.of(), Products.NONE)).hasMessageContaining("no answer");
    }
}
