// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.model.Output;
import dev.gantry.model.Output.Code;
import dev.gantry.model.Output.Head;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.runtime.Signature;
import dev.gantry.runtime.Signature.Port;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadoutTest {
    private static final Code CODE = new Code("SCT", "233604007", "Pneumonia");
    private static final Label PNEUMONIA = new Label("pneumonia", Optional.of(new Reported(CODE, 0.5)));
    private static final Label OTHER = new Label("other", Optional.empty());

    private static Readout readout(Head head, Label... labels) {
        return new Readout(new Output("logit", head, List.of(labels)));
    }

    private static Signature graph(String name, String type, Long... shape) {
        return new Signature(List.of(), List.of(new Port(name, type, List.of(shape))));
    }

    @Test
    void readsASigmoid() {
        var reading = (Reading.Findings) readout(Head.SIGMOID, PNEUMONIA).read(new float[] {2});

        assertThat(reading.findings()).hasSize(1);
        var finding = reading.findings().getFirst();
        assertThat(finding.label()).isEqualTo("pneumonia");
        assertThat(finding.code()).isEqualTo(CODE);
        assertThat(finding.probability()).isCloseTo(0.880797, offset(1e-6));
        assertThat(finding.threshold()).isEqualTo(0.5);
        assertThat(finding.positive()).isTrue();
    }

    @Test
    void isPositiveFromTheThresholdOn() {
        assertThat(new Finding("a", CODE, 0.5, 0.5).positive()).isTrue();
        assertThat(new Finding("a", CODE, Math.nextDown(0.5), 0.5).positive()).isFalse();
    }

    @Test
    void readsASoftmaxAndLeavesOutWhatIsNotReported() {
        var reading = (Reading.Findings) readout(Head.SOFTMAX, OTHER, PNEUMONIA).read(new float[] {1, 3});

        assertThat(reading.findings()).hasSize(1);
        assertThat(reading.findings().getFirst().probability()).isCloseTo(0.880797, offset(1e-6));
    }

    @Test
    void readsLogitsThatWouldOverflow() {
        var softmax =
                (Reading.Findings) readout(Head.SOFTMAX, OTHER, PNEUMONIA).read(new float[] {-3e38f, 3e38f});
        var sigmoid = (Reading.Findings) readout(Head.SIGMOID, PNEUMONIA).read(new float[] {-3e38f});

        assertThat(softmax.findings().getFirst().probability()).isEqualTo(1);
        assertThat(sigmoid.findings().getFirst().probability()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void makesNoFindingOfWhatIsNoFiniteNumber(float value) {
        for (var head : List.of(Head.SIGMOID, Head.SOFTMAX)) {
            assertThat(readout(head, PNEUMONIA, OTHER).read(new float[] {1, value}))
                    .isEqualTo(new Reading.Nonsense("logit holds " + value));
        }
    }

    @Test
    void makesNoFindingOfTooManyValues() {
        assertThat(readout(Head.SIGMOID, PNEUMONIA).read(new float[] {1, 2}))
                .isEqualTo(new Reading.Nonsense("logit has 2 values for 1 labels"));
    }

    @Test
    void takesAnyShapeThatHoldsOneValuePerLabel() {
        var readout = readout(Head.SIGMOID, PNEUMONIA);

        assertThat(readout.mismatch(graph("logit", "FLOAT", 1L, 1L))).isEmpty();
        assertThat(readout.mismatch(graph("logit", "FLOAT", -1L, 1L))).isEmpty();
        assertThat(readout.mismatch(graph("logit", "FLOAT", 1L))).isEmpty();
        assertThat(readout.mismatch(graph("logit", "FLOAT"))).isEmpty();
        assertThat(readout(Head.SOFTMAX, OTHER, PNEUMONIA).mismatch(graph("logit", "FLOAT", 1L, 2L)))
                .isEmpty();
    }

    @Test
    void saysBothSidesOfAMismatch() {
        var readout = readout(Head.SIGMOID, PNEUMONIA);

        assertThat(readout.mismatch(graph("logit", "FLOAT", 1L, 2L)))
                .contains("output: manifest says logit FLOAT with 1 value(s), graph has logit FLOAT[1, 2]");
        assertThat(readout.mismatch(graph("score", "FLOAT", 1L, 1L))).isPresent();
        assertThat(readout.mismatch(graph("logit", "INT64", 1L, 1L))).isPresent();
        assertThat(readout.mismatch(graph("logit", "FLOAT", 2L, 1L))).isPresent();
    }

    @Test
    void refusesHeadsThatItCannotRead() {
        assertThatThrownBy(() -> readout(Head.YOLO, PNEUMONIA)).hasMessage("no reading for head YOLO");
        assertThatThrownBy(() -> new Finding("a", CODE, Double.NaN, 0.5)).hasMessageContaining("NaN");
    }
}
