// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FoldingTest {
    private static List<String> ops(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    private static Graph with(Node... nodes) {
        var graph = Graph.empty("tiny", List.of(new Port("x", "FLOAT", List.of(1L, 2L, 4L, 4L))),
                List.of(new Port("y", "FLOAT", List.of(1L, 2L, 4L, 4L))));
        graph.put(Constant.floats("w", List.of(2L, 2L, 1L, 1L), 1, 2, 3, 4));
        graph.put(Constant.floats("b", List.of(2L), 10, 20));
        graph.nodes(List.of(nodes));
        return graph;
    }

    private static void normalization(Graph graph) {
        graph.put(Constant.floats("scale", List.of(2L), 2, 3));
        graph.put(Constant.floats("offset", List.of(2L), 0.5f, -0.5f));
        graph.put(Constant.floats("mean", List.of(2L), 4, 5));
        graph.put(Constant.floats("variance", List.of(2L), 0.25f, 4));
    }

    private static Node normalize(String from, String to) {
        return Node.of("BatchNormalization", "bn", List.of(from, "scale", "offset", "mean", "variance"), List.of(to))
                .with("epsilon", 0f);
    }

    @Test
    void foldsNormalizationIntoTheConvBeforeIt() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w", "b"), List.of("t")), normalize("t", "y"));
        normalization(graph);

        var folded = Folding.fold(graph);

        assertThat(folded).isEqualTo(new Folding.Folded(1, 1));
        assertThat(ops(graph)).containsExactly("Conv");
        var conv = graph.nodes().getFirst();
        assertThat(conv.output()).isEqualTo("y");
        // gains 2 / sqrt(0.25) = 4 and 3 / sqrt(4) = 1.5
        assertThat(graph.constant(conv.inputs().get(1)).orElseThrow().floats()).containsExactly(4, 8, 4.5f, 6);
        assertThat(graph.constant(conv.inputs().get(2)).orElseThrow().floats())
                .containsExactly((10 - 4) * 4 + 0.5f, (20 - 5) * 1.5f - 0.5f);
        assertThat(graph.constants()).extracting(Constant::name).containsExactlyInAnyOrder("t.weight", "t.bias");
    }

    @Test
    void givesAConvWithoutBiasOne() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w"), List.of("t")), normalize("t", "y"));
        normalization(graph);

        Folding.fold(graph);

        assertThat(graph.constant(graph.nodes().getFirst().inputs().get(2)).orElseThrow().floats())
                .containsExactly(-4 * 4 + 0.5f, -5 * 1.5f - 0.5f);
    }

    @Test
    void countsTheChannelsOfATransposedConvByGroups() {
        var graph = with(
                Node.of("ConvTranspose", "up", List.of("x", "u"), List.of("t")).with("group", 2), normalize("t", "y"));
        graph.put(Constant.floats("u", List.of(4L, 1L, 1L, 1L), 1, 1, 1, 1)); // two rows for each of two channels
        normalization(graph);

        Folding.fold(graph);

        assertThat(graph.constant("t.weight").orElseThrow().floats()).containsExactly(4, 4, 1.5f, 1.5f);
    }

    @Test
    void foldsIntoTheColumnsOfAGemm() {
        var graph = with(Node.of("Gemm", "gemm", List.of("x", "g", "b"), List.of("t")).with("beta", 0.5f),
                normalize("t", "y"));
        graph.put(Constant.floats("g", List.of(3L, 2L), 1, 1, 1, 1, 1, 1));
        normalization(graph);

        Folding.fold(graph);

        assertThat(graph.constant("t.weight").orElseThrow().floats()).containsExactly(4, 1.5f, 4, 1.5f, 4, 1.5f);
        assertThat(graph.constant("t.bias").orElseThrow().floats())
                .containsExactly((5 - 4) * 4 + 0.5f, (10 - 5) * 1.5f - 0.5f);
        assertThat(graph.nodes().getFirst().number("beta", 0)).isEqualTo(1);
    }

    @Test
    void foldsFactorsAndOffsetsPerChannel() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w", "b"), List.of("t")),
                Node.of("Mul", "mul", List.of("t", "gain"), List.of("u")),
                Node.of("Add", "add", List.of("shift", "u"), List.of("y")));
        graph.put(Constant.floats("gain", List.of(1L, 2L, 1L, 1L), 2, 3));
        graph.put(Constant.floats("shift", List.of(2L, 1L, 1L), 1, -1));

        assertThat(Folding.fold(graph).folded()).isEqualTo(2);

        var conv = graph.nodes().getFirst();
        assertThat(graph.constant(conv.inputs().get(1)).orElseThrow().floats()).containsExactly(2, 4, 9, 12);
        assertThat(graph.constant(conv.inputs().get(2)).orElseThrow().floats()).containsExactly(21, 59);
    }

    @Test
    void leavesAConstantThatRunsAlongTheWidth() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w", "b"), List.of("t")),
                Node.of("Mul", "mul", List.of("t", "gain"), List.of("y")));
        graph.put(Constant.floats("gain", List.of(2L), 2, 3));

        assertThat(Folding.fold(graph).folded()).isZero();
        assertThat(ops(graph)).containsExactly("Conv", "Mul");
    }

    @Test
    void leavesAConvWhoseResultOthersReadToo() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w", "b"), List.of("t")), normalize("t", "u"),
                Node.of("Add", "add", List.of("t", "u"), List.of("y")));
        normalization(graph);

        assertThat(Folding.fold(graph).folded()).isZero();
        assertThat(ops(graph)).containsExactly("Conv", "BatchNormalization", "Add");
    }

    @Test
    void leavesNormalizationThatIsStillTraining() {
        var graph = with(Node.of("Conv", "conv", List.of("x", "w", "b"), List.of("t")),
                normalize("t", "y").with("training_mode", 1));
        normalization(graph);

        assertThat(Folding.fold(graph).folded()).isZero();
    }

    @Test
    void dropsWhatDoesNothing() {
        var graph = with(Node.of("Identity", "same", List.of("x"), List.of("a")),
                Node.of("Dropout", "drop", List.of("a"), List.of("b2", "mask")),
                Node.of("Relu", "relu", List.of("b2"), List.of("c")),
                Node.of("Identity", "out", List.of("c"), List.of("y")));

        assertThat(Folding.fold(graph)).isEqualTo(new Folding.Folded(0, 3));

        var relu = graph.nodes().getFirst();
        assertThat(relu.inputs()).containsExactly("x");
        assertThat(relu.outputs()).containsExactly("y");
    }

    @Test
    void keepsADropoutThatIsStillTraining() {
        var graph = with(Node.of("Dropout", "drop", List.of("x", "", "on"), List.of("y")));
        graph.put(new Constant(ai.onnx.proto.OnnxMl.TensorProto.newBuilder().setName("on").setDataType(9)
                .addInt32Data(1).build()));

        Folding.fold(graph);

        assertThat(ops(graph)).containsExactly("Dropout");
    }

    @Test
    void writesFlattenAsReshape() {
        var graph = with(Node.of("Flatten", "flat", List.of("x"), List.of("y")));

        Folding.fold(graph);

        var reshape = graph.nodes().getFirst();
        assertThat(reshape.op()).isEqualTo("Reshape");
        assertThat(graph.constant(reshape.inputs().get(1)).orElseThrow().integers()).containsExactly(0, -1);
    }

    @Test
    void transposesWeightsOnce() {
        var graph = with(Node.of("Transpose", "t", List.of("m"), List.of("mt")),
                Node.of("MatMul", "mm", List.of("x", "mt"), List.of("y")));
        graph.put(Constant.floats("m", List.of(2L, 3L), 1, 2, 3, 4, 5, 6));

        Folding.fold(graph);

        assertThat(ops(graph)).containsExactly("MatMul");
        var weight = graph.constant("mt").orElseThrow();
        assertThat(weight.shape()).containsExactly(3L, 2L);
        assertThat(weight.floats()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void takesConstantsOutOfTheNodes() {
        var value = ai.onnx.proto.OnnxMl.AttributeProto.newBuilder().setName("value")
                .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.TENSOR)
                .setT(Constant.floats("", List.of(1L), 3).proto());
        var graph = with(new Node(Node.of("Constant", "c", List.of(), List.of("three")).proto().toBuilder()
                .addAttribute(value).build()), Node.of("Mul", "mul", List.of("x", "three"), List.of("y")));

        Folding.fold(graph);

        assertThat(ops(graph)).containsExactly("Mul");
        assertThat(graph.constant("three").orElseThrow().floats()[0]).isEqualTo(3, within(0f));
    }

    @Test
    void dropsAPadOfNothingAndAConcatOfOne() {
        var graph = with(Node.of("Pad", "pad", List.of("x", "pads"), List.of("a")),
                Node.of("Concat", "concat", List.of("a"), List.of("b2")),
                Node.of("Pad", "real", List.of("b2", "one"), List.of("y")));
        graph.put(Constant.int64("pads", List.of(4L), 0, 0, 0, 0));
        graph.put(Constant.int64("one", List.of(4L), 0, 0, 1, 0));

        Folding.fold(graph);

        assertThat(graph.nodes()).singleElement().satisfies(node -> assertThat(node.inputs()).startsWith("x"));
    }

    @Test
    void writesNormalizationBeforeItsConvAsAConvPerChannel() {
        var graph = with(normalize("x", "n"), Node.of("Relu", "relu", List.of("n"), List.of("r")),
                Node.of("Conv", "conv", List.of("r", "w", "b"), List.of("y")));
        normalization(graph);

        Folding.fold(graph);

        assertThat(ops(graph)).containsExactly("Conv", "Relu", "Conv");
        var depthwise = graph.nodes().getFirst();
        assertThat(depthwise.integer("group", 1)).isEqualTo(2);
        assertThat(graph.constant("n.weight").orElseThrow().shape()).containsExactly(2L, 1L, 1L, 1L);
        assertThat(graph.constant("n.weight").orElseThrow().floats()).containsExactly(4, 1.5f);
        assertThat(graph.constant("n.bias").orElseThrow().floats()).containsExactly(-4 * 4 + 0.5f, -5 * 1.5f - 0.5f);
    }
}
