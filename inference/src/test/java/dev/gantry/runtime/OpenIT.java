// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static dev.gantry.tensor.ElementType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.gantry.config.GpuSettings;
import dev.gantry.config.InferenceSettings;
import dev.gantry.runtime.Workshop.Help;
import dev.gantry.runtime.Workshop.Order;
import dev.gantry.tensor.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is said of graphs that do not load: what is wrong, and what helps.
@Timeout(60)
class OpenIT {
    private static final OnnxRuntime RUNTIME = OnnxRuntime.start(
            new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));

    private static String refusal(byte[] graph) {
        return ((Opened.Refused) RUNTIME.open("a.onnx", graph)).detail();
    }

    private static TinyGraph relu() {
        return new TinyGraph().input("x", FLOAT, 1).output("y", FLOAT, 1).node("Relu", List.of("x"), "y");
    }

    @Test
    void loadsAGraphOfNoPackage() {
        try (var session = ((Opened.Ready) RUNTIME.open("a.onnx", relu().bytes())).session()) {
            assertThat(session.provenance().provider()).isEqualTo(Provider.CPU);
            assertThat(session.provenance().precision()).isEqualTo("a.onnx");
            assertThat(session.provenance().sha256()).matches("[0-9a-f]{64}");
            assertThat(session.signature()).hasToString("Signature[inputs=[x FLOAT[1]], outputs=[y FLOAT[1]]]");
        }
    }

    @Test
    void saysThatAFileIsNoGraph() {
        assertThat(refusal("no graph".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("a.onnx: the file is no whole ONNX graph").endsWith("copy it again");
        assertThat(refusal(Arrays.copyOf(relu().bytes(), 40))).contains("no whole ONNX graph");
        assertThat(refusal(new byte[0])).isEqualTo("a.onnx: Invalid ONNX model, the byte array is zero length.");
    }

    @Test
    void namesACustomOperatorAndItsDomain() {
        var graph = new TinyGraph().operatorsOf("com.acme")
                .input("x", FLOAT, 1).output("y", FLOAT, 1).node("Magic", List.of("x"), "y");

        assertThat(refusal(graph.bytes())).isEqualTo("a.onnx: the operator Magic of the domain com.acme is not"
                + " known to ONNX Runtime " + RUNTIME.version() + ", and custom operators are not loaded: export"
                + " the graph with operators of ONNX only");
    }

    @Test
    void namesAnOperatorThatOnnxHasNot() {
        var graph = new TinyGraph()
                .input("x", FLOAT, 1).output("y", FLOAT, 1).node("Magic", List.of("x"), "y");

        assertThat(refusal(graph.bytes())).startsWith("a.onnx: the operator Magic is not one of ONNX opset 13");
    }

    @Test
    void saysWhichVersionsItKnows() {
        assertThat(refusal(relu().opset(99).bytes()))
                .matches("a\\.onnx: the graph wants opset 99 of ai\\.onnx, ONNX Runtime 1\\.\\S+ knows those up to"
                        + " (\\d+): export it with opset \\1 or an earlier one");
        assertThat(refusal(relu().irVersion(99).bytes()))
                .matches("a\\.onnx: the file has ONNX IR version 99, ONNX Runtime 1\\.\\S+ reads those up to \\d+:"
                        + " save it with an earlier version of the onnx package");
    }

    @Test
    void saysWhatElseIsWrongInOneLine() {
        var graph = new TinyGraph()
                .input("x", FLOAT, 1).output("y", FLOAT, 1).node("Relu", List.of("z"), "y");

        assertThat(refusal(graph.bytes())).isEqualTo("a.onnx: Invalid model. Node input 'z' is not a graph input,"
                + " initializer, or output of a previous node.");
    }

    @Test
    void countsTheNodesThatRanOnTheCpu(@TempDir Path folder) throws Exception {
        var graph = Files.write(folder.resolve("a.onnx"), new TinyGraph()
                .input("x", FLOAT, "n", 4).output("y", FLOAT, "n", 4).output("z", FLOAT, "n", 4)
                .node("Sin", List.of("x"), "y").node("Cos", List.of("x"), "c").node("Sin", List.of("c"), "z")
                .bytes());

        var count = workshop().count(graph, Order.CPU, folder.resolve("profiles"));

        assertThat(count).isEqualTo(new NodeCount(3, 3, Map.of("Cos", 1, "Sin", 2)))
                .hasToString("3 of 3 nodes: Cos 1, Sin 2");
        assertThat(folder.resolve("profiles")).isEmptyDirectory();
    }

    @Test
    void refusesWhatWouldRunOnTheCpuUnseen(@TempDir Path folder) throws Exception {
        var graph = Files.write(folder.resolve("a.onnx"), relu().bytes());

        assertThatExceptionOfType(OrtException.class)
                .isThrownBy(() -> workshop().make(graph, Order.CPU, Help.NONE))
                .satisfies(e -> assertThat(Complaint.leavesNodesToTheCpu(e)).isTrue());
    }

    @Test
    void fixesTheSizesThatTheManifestKnows(@TempDir Path folder) throws Exception {
        var graph = Files.write(folder.resolve("a.onnx"), new TinyGraph()
                .input("x", FLOAT, "batch", 3, "side").output("y", FLOAT, "batch", 3, "side")
                .node("Relu", List.of("x"), "y").bytes());

        var sizes = workshop().sizes(graph, List.of(new Slot("x", FLOAT, List.of(1L, 3L, -1L))));

        assertThat(sizes).isEqualTo(Map.of("batch", 1L));
        try (var session = workshop().make(
                graph, new Order(Provider.CPU, "fp32", Optional.empty(), sizes), Help.CPU)) {
            assertThat(Signature.text(Session.signature(session).outputs())).isEqualTo("y FLOAT[1, 3, -1]");
        }
    }

    private static Workshop workshop() {
        return new Workshop(OrtEnvironment.getEnvironment(), 1, GpuSettings.DEFAULT);
    }

    @Test
    void givesTheGraphAsItRuns() throws IOException {
        var graph = new TinyGraph().input("x", FLOAT, 4).output("y", FLOAT, 4)
                .node("Identity", List.of("x"), "i").node("Relu", List.of("i"), "y").bytes();

        var optimized = new String(RUNTIME.optimized(graph), StandardCharsets.ISO_8859_1);

        assertThat(optimized).contains("Relu").doesNotContain("Identity");
    }
}
