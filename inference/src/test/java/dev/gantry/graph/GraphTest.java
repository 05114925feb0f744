// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static byte[] changed(UnaryOperator<ModelProto.Builder> change) throws InvalidProtocolBufferException {
        return change.apply(ModelProto.parseFrom(TinyNet.residual().bytes()).toBuilder()).build().toByteArray();
    }

    @Test
    void comesBackAsItWasWritten() {
        var graph = TinyNet.residual();

        var again = Graph.parse(graph.bytes(), "again");

        assertThat(again.bytes()).isEqualTo(graph.bytes());
        assertThat(again.inputs()).containsExactly(new Port("image", "FLOAT", List.of(1L, 1L, 16L, 16L)));
        assertThat(again.opset()).isEqualTo(13);
        assertThat(again.nodes()).extracting(Node::op).startsWith("Conv", "BatchNormalization", "Relu", "MaxPool");
    }

    @Test
    void namesOperatorsThatHaveNoNameOrAnothersName() {
        var graph = TinyNet.residual();
        graph.nodes(List.of(Node.of("Relu", "", List.of("image"), List.of("a")),
                Node.of("Relu", "r", List.of("a"), List.of("b")), Node.of("Relu", "r", List.of("b"), List.of("logit"))));

        assertThat(graph.nodes()).extracting(Node::name).containsExactly("Relu_0", "r", "r_2");
    }

    @Test
    void readsValuesHoweverTheyAreStored() {
        var raw = new Constant(TensorProto.newBuilder().setName("t").setDataType(1).addDims(2)
                .setRawData(ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0})).build());
        var listed = new Constant(TensorProto.newBuilder().setName("t").setDataType(1).addDims(2)
                .addFloatData(1).addFloatData(-2).build());
        var bytes = new Constant(TensorProto.newBuilder().setName("t").setDataType(2).addDims(2)
                .setRawData(ByteString.copyFrom(new byte[] {3, (byte) 200})).build());

        assertThat(raw.floats()).containsExactly(1, -2);
        assertThat(listed.floats()).containsExactly(1, -2);
        assertThat(bytes.integers()).containsExactly(3, 200);
    }

    @Test
    void refusesATensorThatWasCutOff() {
        var cut = new Constant(TensorProto.newBuilder().setName("conv1.weight").setDataType(1).addDims(64)
                .setRawData(ByteString.copyFrom(new byte[8])).build());

        assertThatThrownBy(cut::floats).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv1.weight").hasMessageContaining("needs 64 values, the file holds 2");
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> Graph.parse("hello world".getBytes(StandardCharsets.UTF_8), "a.onnx"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.onnx: not an ONNX model");
        assertThatThrownBy(() -> Graph.parse(new byte[0], "a.onnx")).hasMessageContaining("not an ONNX model");
        assertThatThrownBy(() -> Graph.read(Path.of("nowhere.onnx"))).hasMessageContaining("there is no such file");
    }

    @Test
    void refusesOperatorSetsThatCannotSayScalesPerChannel() throws Exception {
        var old = changed(model -> {
            model.getOpsetImportBuilder(0).setVersion(11);
            return model;
        });

        assertThatThrownBy(() -> Graph.parse(old, "a.onnx")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operator set 11; expected 13 to").hasMessageContaining("opset_version");
    }

    @Test
    void refusesWeightsInAnotherFile() throws Exception {
        var outside = changed(model -> {
            model.getGraphBuilder().getInitializerBuilder(0).setDataLocation(TensorProto.DataLocation.EXTERNAL);
            return model;
        });

        assertThatThrownBy(() -> Graph.parse(outside, "a.onnx")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stem.w").hasMessageContaining("external data")
                .hasMessageContaining("save_as_external_data=False");
    }

    @Test
    void refusesOperatorsOfOthers() throws Exception {
        var foreign = changed(model -> {
            model.getGraphBuilder().addNode(NodeProto.newBuilder().setOpType("FusedConv").setDomain("com.microsoft"));
            return model;
        });

        assertThatThrownBy(() -> Graph.parse(foreign, "a.onnx")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.microsoft:FusedConv");
    }

    @Test
    void seesWhatTheBodyOfALoopReads() {
        var body = ai.onnx.proto.OnnxMl.GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("outer").addOutput("inner"));
        var loop = new Node(NodeProto.newBuilder().setOpType("Loop").setName("loop").addOutput("logit").addAttribute(
                ai.onnx.proto.OnnxMl.AttributeProto.newBuilder().setName("body").setG(body)).build());
        var graph = TinyNet.residual();
        graph.add(loop);

        assertThat(graph.captured()).contains("outer");
    }
}
