// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.graph.Constant;
import dev.gantry.graph.Folding;
import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.TinyNet;
import dev.gantry.quantize.Quantizer.Quantized;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuantizerTest {
    private static final Range RANGE = new Range(-1, 3);

    private static Graph net() {
        var graph = TinyNet.residual();
        Folding.fold(graph);
        return graph;
    }

    private static Quantized quantized(Graph graph, Scheme scheme, String... keepFloat) {
        var plan = Plan.of(graph, scheme, Set.of(keepFloat));
        return Quantizer.quantize(graph, scheme, plan, name -> name.contains("relu") ? new Range(0, 3) : RANGE);
    }

    private static Node node(Graph graph, String name) {
        return graph.nodes().stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    private static Constant constant(Graph graph, Node reader, int input) {
        var dequantize = graph.producers().get(reader.inputs().get(input));
        return graph.constant(dequantize.inputs().getFirst()).orElseThrow();
    }

    private static float[] scales(Graph graph, Node reader, int input) {
        var dequantize = graph.producers().get(reader.inputs().get(input));
        return graph.constant(dequantize.inputs().get(1)).orElseThrow().floats();
    }

    @Test
    void quantizesEveryLayerAndWhatLiesBetween() {
        var plan = Plan.of(net(), Scheme.CPU, Set.of());

        assertThat(plan.operators()).containsExactlyInAnyOrder("stem", "pool", "first", "second", "sum", "mean", "flat",
                "head");
        assertThat(plan.tensors()).containsExactly(
                "image", "stem.relu", "pooled", "first.relu", "second.norm", "block", "mean", "flat");
    }

    @Test
    void carriesNoTensorThatOnlyGoesOut() {
        assertThat(Plan.of(net(), Scheme.CPU, Set.of()).tensors()).doesNotContain("logit");
    }

    @Test
    void handsLevelsOnThroughPoolingAndReshape() {
        var plan = Plan.of(net(), Scheme.CPU, Set.of());

        assertThat(plan.levelsOf("pooled")).isEqualTo("stem.relu");
        assertThat(plan.levelsOf("flat")).isEqualTo("mean");
        var graph = quantized(net(), Scheme.CPU).graph();
        assertThat(node(graph, "pooled.quantize").inputs().get(1)).isEqualTo("stem.relu.scale");
    }

    @Test
    void scalesWeightsByOutputChannel() {
        var source = net();
        var graph = quantized(source, Scheme.CPU).graph();
        var floats = source.constant("stem.out.weight").orElseThrow().floats();
        var stem = node(graph, "stem");

        var levels = constant(graph, stem, 1);
        var scales = scales(graph, stem, 1);
        assertThat(levels.type()).isEqualTo("INT8");
        assertThat(scales).hasSize(8);
        for (int channel = 0; channel < 8; channel++) {
            var row = Arrays.copyOfRange(floats, channel * 9, channel * 9 + 9);
            float greatest = 0;
            for (float weight : row) {
                greatest = Math.max(greatest, Math.abs(weight));
            }
            assertThat(scales[channel]).isCloseTo(greatest / 127, within(1e-9f));
            for (int i = 0; i < 9; i++) {
                assertThat(levels.integers()[channel * 9 + i] * scales[channel])
                        .isCloseTo(row[i], within(scales[channel] / 2 * 1.0001f));
            }
        }
        assertThat(graph.producers().get(stem.inputs().get(1)).integer("axis", -1)).isZero();
    }

    @Test
    void storesBiasesInStepsOfInputTimesWeightScale() {
        var source = net();
        var graph = quantized(source, Scheme.CPU).graph();
        var stem = node(graph, "stem");
        var floats = source.constant("stem.out.bias").orElseThrow().floats();
        var weights = scales(graph, stem, 1);
        float image = scales(graph, stem, 0)[0];

        var levels = constant(graph, stem, 2);
        assertThat(levels.type()).isEqualTo("INT32");
        for (int i = 0; i < 8; i++) {
            assertThat(scales(graph, stem, 2)[i]).isEqualTo(weights[i] * image);
            assertThat(levels.integers()[i]).isEqualTo(Math.round((double) floats[i] / (weights[i] * image)));
        }
    }

    @Test
    void countsTheRowsOfATransposedGemmAndTheColumnsOfAPlainOne() {
        var graph = quantized(net(), Scheme.CPU).graph();
        assertThat(scales(graph, node(graph, "head"), 1)).hasSize(1);

        var net = TinyNet.of(List.of(1L, 3L), List.of(1L, 2L)).put("w", 1, 3, 2);
        net.graph().add(Node.of("Gemm", "plain", List.of("image", "w"), List.of("logit")));
        var plain = quantized(net.graph(), Scheme.CPU).graph();
        var dequantize = plain.producers().get(node(plain, "plain").inputs().get(1));
        assertThat(dequantize.integer("axis", -1)).isEqualTo(1);
        assertThat(scales(plain, node(plain, "plain"), 1)).hasSize(2);
    }

    @Test
    void keepsWeightsToSevenBitsWithoutVnni() {
        var graph = quantized(net(), Scheme.CPU_NO_VNNI).graph();

        var levels = constant(graph, node(graph, "first"), 1).integers();
        assertThat(Arrays.stream(levels).map(Math::abs).max()).hasValue(63);
        var eight = quantized(net(), Scheme.CPU).graph();
        assertThat(Arrays.stream(constant(eight, node(eight, "first"), 1).integers()).map(Math::abs).max())
                .hasValue(127);
    }

    @Test
    void asksNothingOfTensorRtThatItRefuses() {
        var source = net();
        var graph = quantized(source, Scheme.TENSORRT).graph();

        for (var node : graph.nodes()) {
            if (node.is("QuantizeLinear", "DequantizeLinear")) {
                var zero = graph.constant(node.inputs().get(2)).orElseThrow();
                assertThat(zero.type()).isEqualTo("INT8");
                assertThat(zero.integers()).containsOnly(0);
            }
        }
        assertThat(graph.constant(node(graph, "stem").inputs().get(2)).orElseThrow().floats())
                .isEqualTo(source.constant("stem.out.bias").orElseThrow().floats());
    }

    @Test
    void leavesTransposedConvsToTensorRt() {
        var net = TinyNet.of(List.of(1L, 4L, 3L, 3L), List.of(1L, 2L, 6L, 6L)).put("w", 1, 4, 2, 2, 2);
        net.graph().add(Node.of("ConvTranspose", "up", List.of("image", "w"), List.of("logit"))
                .with("strides", List.of(2L, 2L)));

        assertThat(Plan.layers(net.graph(), Scheme.CPU)).isEmpty();
        var graph = quantized(net.graph(), Scheme.TENSORRT).graph();
        var up = graph.nodes().stream().filter(node -> node.is("ConvTranspose")).findFirst().orElseThrow();
        assertThat(graph.producers().get(up.inputs().get(1)).integer("axis", -1)).isEqualTo(1);
        assertThat(scales(graph, up, 1)).hasSize(2);
    }

    @Test
    void keepsTheNameOfAnOutputThatIsQuantized() {
        var net = TinyNet.of(List.of(1L, 1L, 4L, 4L), List.of(1L, 1L, 4L, 4L)).put("w", 1, 1, 1, 1, 1);
        net.graph().add(Node.of("Conv", "only", List.of("image", "w"), List.of("logit")));

        var graph = quantized(net.graph(), Scheme.CPU).graph();

        assertThat(graph.producers().get("logit").op()).isEqualTo("DequantizeLinear");
        assertThat(node(graph, "only").output()).isEqualTo("logit.float");
    }

    @Test
    void leavesNamedLayersInFloat() {
        var graph = quantized(net(), Scheme.CPU, "first").graph();

        assertThat(graph.constant(node(graph, "first").inputs().get(1)).orElseThrow().isFloat()).isTrue();
        assertThat(constant(graph, node(graph, "second"), 1).type()).isEqualTo("INT8");
    }

    @Test
    void quantizesOneLayerAlone() {
        var plan = Plan.alone(net(), Scheme.CPU, "first");

        assertThat(plan.operators()).containsExactly("first");
        assertThat(plan.tensors()).containsExactly("pooled", "first.relu");
    }

    @Test
    void makesRoomForALargeBiasOfAWeakChannel() {
        var net = TinyNet.of(List.of(1L, 1L, 4L, 4L), List.of(1L, 1L, 4L, 4L));
        net.graph().put(Constant.floats("w", List.of(1L, 1L, 1L, 1L), 1e-12f));
        net.graph().put(Constant.floats("b", List.of(1L), 5));
        net.graph().add(Node.of("Conv", "weak", List.of("image", "w", "b"), List.of("logit")));

        var graph = quantized(net.graph(), Scheme.CPU).graph();

        var level = constant(graph, node(graph, "weak"), 2).integers()[0];
        assertThat((double) level * scales(graph, node(graph, "weak"), 2)[0]).isCloseTo(5, within(1e-3));
    }

    @Test
    void givesTheSameBytesForTheSameInput() {
        assertThat(quantized(net(), Scheme.CPU).graph().bytes()).isEqualTo(quantized(net(), Scheme.CPU).graph().bytes());
    }

    @Test
    void leavesTheFloatGraphAsItWas() {
        var source = net();
        var before = source.bytes();

        quantized(source, Scheme.CPU);

        assertThat(source.bytes()).isEqualTo(before);
    }

    @Test
    void putsLevelsBetweenAMatMulAndItsOffset() {
        var net = TinyNet.of(List.of(1L, 5L, 3L), List.of(1L, 5L, 2L)).put("w", 1, 3, 2).put("b", 1, 2);
        net.graph().add(Node.of("MatMul", "product", List.of("image", "w"), List.of("t")));
        net.graph().add(Node.of("Add", "offset", List.of("b", "t"), List.of("logit")));

        var plan = Plan.of(net.graph(), Scheme.CPU, Set.of());

        assertThat(plan.tensors()).containsExactly("image", "t");
        assertThat(plan.operators()).containsExactly("product");
    }
}
