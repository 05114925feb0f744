// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.Port;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    @ParameterizedTest
    @ValueSource(strings = {"GlobalAveragePool", "ReduceMean"})
    void findsTheFeaturesBeforeTheMeanAndTheirWeights(String pool) {
        var activation = Activation.of(CornerGraph.of(pool), 1).orElseThrow();

        assertThat(activation.tensor()).isEqualTo("features");
        assertThat(activation.weights().orElseThrow()[0]).containsExactly(12);
    }

    @Test
    void findsNothingWhereThereIsNoSuchEnd() {
        var other = Graph.empty("other", List.of(new Port("image", "FLOAT", List.of(1L, 4L))),
                List.of(new Port("logit", "FLOAT", List.of(1L, 4L))));
        other.add(Node.of("Relu", "relu", List.of("image"), List.of("logit")));

        assertThat(Activation.of(other, 4)).isEmpty();
        assertThat(Activation.of(CornerGraph.of("GlobalAveragePool"), 3)).as("another number of labels").isEmpty();
    }

    @Test
    void takesAnOutputCalledCamAsItIs() {
        var graph = Graph.empty("ready", List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L))),
                List.of(new Port("cam", "FLOAT", List.of(1L, 1L, 8L, 8L))));
        graph.add(Node.of("Relu", "relu", List.of("image"), List.of("cam")));

        assertThat(Activation.of(graph, 1)).contains(new Activation("cam", Optional.empty()));
    }

    @Test
    void readsEightBitWeightsOfEachLabel() {
        var graph = Graph.empty("quantized", List.of(new Port("image", "FLOAT", List.of(1L, 3L, 8L, 8L))),
                List.of(new Port("logit", "FLOAT", List.of(1L, 2L))));
        graph.put(Constant.int8("w", List.of(2L, 3L), new byte[] {1, 2, 3, -4, -5, -6}));
        graph.put(Constant.floats("scale", List.of(2L), 0.5f, 2));
        graph.put(Constant.int8("zero", List.of(2L), new byte[] {0, 1}));
        graph.add(Node.of("GlobalAveragePool", "pool", List.of("image"), List.of("pooled")));
        graph.add(Node.of("Flatten", "flat", List.of("pooled"), List.of("flat")));
        graph.add(Node.of("DequantizeLinear", "dq", List.of("w", "scale", "zero"), List.of("weights"))
                .with("axis", 0L));
        graph.add(Node.of("Gemm", "linear", List.of("flat", "weights"), List.of("scores")).with("transB", 1L));
        graph.add(Node.of("Softmax", "softmax", List.of("scores"), List.of("logit")));

        var weights = Activation.of(graph, 2).orElseThrow().weights().orElseThrow();

        assertThat(weights[0]).containsExactly(0.5f, 1, 1.5f);
        assertThat(weights[1]).containsExactly(-10, -12, -14);
    }
}
