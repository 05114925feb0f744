// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.graph.Graph;
import dev.gantry.graph.Node;
import dev.gantry.graph.Port;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it refuses before anything is loaded.
class QuantizeCommandTest {
    @TempDir
    Path folder;

    private Path model(List<Port> inputs) throws IOException {
        var graph = Graph.empty("tiny", inputs, List.of(new Port("y", "FLOAT", List.of(-1L))));
        graph.add(Node.of("Relu", "relu", List.of(inputs.getFirst().name()), List.of("y")));
        return Files.write(folder.resolve("model.onnx"), graph.bytes());
    }

    private String refused(String... options) {
        var all = new ArrayList<>(List.of("quantize", "--model", folder.resolve("model.onnx").toString(),
                "--calibration", folder.toString(), "--out", folder.resolve("out").toString()));
        all.addAll(List.of(options));
        var complained = new StringWriter();
        int exit = Main.commandLine().setErr(new PrintWriter(complained)).execute(all.toArray(String[]::new));
        assertThat(exit).as(complained.toString()).isEqualTo(Main.WRONG_SETTINGS);
        assertThat(folder.resolve("out")).doesNotExist();
        return complained.toString();
    }

    @Test
    void wantsAShapeWhereTheGraphLeavesItOpen() throws IOException {
        model(List.of(new Port("image", "FLOAT", List.of(-1L, 1L, 8L, 8L))));

        assertThat(refused()).contains("image FLOAT[-1, 1, 8, 8]", "--shape 1,1,224,224");
    }

    @Test
    void wantsAManifestForSeveralInputs() throws IOException {
        model(List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L)), new Port("age", "FLOAT", List.of(1L))));

        assertThat(refused()).contains("age FLOAT[1]", "--manifest");
    }

    @Test
    void namesTheChoicesThereAre() throws IOException {
        model(List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L))));

        assertThat(refused("--target", "cpu,tpu")).contains("cpu, cpu-no-vnni, tensorrt", "\"tpu\"");
        assertThat(refused("--method", "best")).contains("least-squares", "\"best\"");
        assertThat(refused("--method", "percentile", "--percentile", "30")).contains("over 50 and at most 100, is 30");
        assertThat(refused("--min-quality", "-3")).contains("0 to 60 dB");
        assertThat(refused("--images", "1")).contains("2 or more");
    }

    @Test
    void checksTheInputsWordsAsThoseOfAManifest() throws IOException {
        model(List.of(new Port("image", "FLOAT", List.of(1L, 1L, 8L, 8L))));

        assertThat(refused("--resize", "squeeze")).contains("input.resize");
    }

    @Test
    void saysWhatIsNoModel() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "hello");

        assertThat(refused()).contains("not an ONNX model");
    }
}
