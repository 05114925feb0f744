// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static dev.gantry.tensor.ElementType.FLOAT;
import static dev.gantry.tensor.ElementType.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Offset.offset;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.gantry.config.GpuSettings;
import dev.gantry.config.GpuSettings.NodesOnCpu;
import dev.gantry.config.InferenceSettings;
import dev.gantry.device.Gpu;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.ModelId;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What only a machine with an NVIDIA GPU can show: `mvn verify -Pgpu-tests -pl inference -am` there.
@Tag("gpu")
@Timeout(900)
class GpuProvidersIT {
    private static final ModelId MODEL = new ModelId("tiny", new ModelId.Version(1, 0, 0));
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    @BeforeEach
    void needsAGpu() {
        assumeThat(OnnxRuntime.gpuBuild()).as("the GPU build of ONNX Runtime: mvn verify -Pgpu-tests").isTrue();
        assumeThat(Gpu.maybeHere()).as("an NVIDIA GPU: there is no /dev/nvidia0 here").isTrue();
        OnnxRuntime.start(new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
    }

    private static TinyGraph product() {
        return new TinyGraph().input("a", FLOAT, SIDE, SIDE).input("b", FLOAT, SIDE, SIDE)
                .output("y", FLOAT, SIDE, SIDE).node("MatMul", List.of("a", "b"), "p").node("Relu", List.of("p"), "y");
    }

    private static Map<String, Tensor> feed() {
        var a = Tensor.allocate(FLOAT, SIDE, SIDE);
        var b = Tensor.allocate(FLOAT, SIDE, SIDE);
        for (int i = 0; i < a.size(); i++) {
            a.set(i, (i * 37 % 101 - 50) / 50f);
            b.set(i, (i * 53 % 97 - 48) / 48f);
        }
        return Map.of("a", a, "b", b);
    }

    private Session open(TinyGraph graph, Provider provider, GpuSettings settings) throws OrtException, IOException {
        var file = Files.write(folder.resolve("tiny.onnx"), graph.bytes());
        var environment = OrtEnvironment.getEnvironment();
        var rung = new Rung(new Workshop(environment, 1, settings), settings, folder.resolve("cache"), Gpu::here);
        var made = rung.make(MODEL, file, new GraphFile(file.toString(), "fp32", "0".repeat(64)), provider, List.of());
        return Session.over(environment, made.session(),
                new Provenance(MODEL, "0".repeat(64), provider, "fp32", made.remark().stream().toList()));
    }

    private static float[] run(Session session, Map<String, Tensor> feed) {
        return ((Ran.Completed) session.run(feed, new Brake())).outputs().get("y").toFloats();
    }

    private void computesAsTheCpuDoes(Provider provider) throws OrtException, IOException {
        var feed = feed();
        try (var gpu = open(product(), provider, GpuSettings.DEFAULT);
                var cpu = open(product(), Provider.CPU, GpuSettings.DEFAULT)) {
            assertThat(gpu.provenance().fallbacks()).isEmpty();
            assertThat(run(gpu, feed)).containsExactly(run(cpu, feed), offset(1e-3f));
            assertThat(run(gpu, feed)).containsExactly(run(cpu, feed), offset(1e-3f));
        }
    }

    @Test
    void findsDeviceDriverAndLibraries() {
        var gpu = Gpu.here();

        assertThat(gpu.devices()).isNotEmpty();
        assertThat(gpu.noDevices()).isEmpty();
        assertThat(gpu.libraries()).filteredOn(library -> library.neededBy().equals("cuda"))
                .allSatisfy(library -> assertThat(library.file()).as(library.remedy()).isPresent());
    }

    @Test
    void computesWithCudaWhatTheCpuComputes() throws Exception {
        computesAsTheCpuDoes(Provider.CUDA);
    }

    @Test
    void computesWithTensorRtWhatTheCpuComputesAndKeepsTheEngine() throws Exception {
        assumeThat(Gpu.here().version("libnvinfer.so")).as("TensorRT 10").isPresent();

        computesAsTheCpuDoes(Provider.TENSORRT);

        var engines = engines();
        assertThat(engines).isNotEmpty();
        var written = Files.getLastModifiedTime(engines.getFirst());
        computesAsTheCpuDoes(Provider.TENSORRT);
        assertThat(engines()).isEqualTo(engines);
        assertThat(Files.getLastModifiedTime(engines.getFirst())).as("not built again").isEqualTo(written);
    }

    private List<Path> engines() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".engine")).sorted().toList();
        }
    }

    @Test
    void tellsWhichNodesAreLeftToTheCpuOrRefusesThem() throws Exception {
        // CUDA has no kernel for the determinant.
        var graph = new TinyGraph().input("a", FLOAT, 2, 2).output("y", FLOAT).node("Exp", List.of("a"), "e")
                .node("Det", List.of("e"), "y");
        try (var session = open(graph, Provider.CUDA, GpuSettings.DEFAULT)) {
            assertThat(session.provenance().fallbacks()).singleElement().asString()
                    .startsWith("cuda leaves nodes to the cpu: ").contains("Det 1");
        }
        assertThatExceptionOfType(OrtException.class)
                .isThrownBy(() -> open(graph, Provider.CUDA, new GpuSettings(0, 0, NodesOnCpu.REFUSE)))
                .satisfies(e -> assertThat(Complaint.leavesNodesToTheCpu(e)).isTrue());
    }

    @Test
    void tellsThatTheGpusMemoryIsShortAndLives() throws Exception {
        var graph = new TinyGraph().input("a", FLOAT, 1).input("shape", INT64, 1).output("y", FLOAT, "many")
                .node("Expand", List.of("a", "shape"), "y");
        try (var session = open(graph, Provider.CUDA, new GpuSettings(0, 64, NodesOnCpu.WARN))) {
            assertThat(session.run(expand(1L << 28), new Brake())).isInstanceOf(Ran.OutOfMemory.class);
            assertThat(run(session, expand(3))).containsExactly(7, 7, 7);
        }
    }

    private static Map<String, Tensor> expand(long size) {
        var shape = Tensor.allocate(INT64, 1);
        shape.bytes().putLong(0, size);
        return Map.of("a", Tensor.of(new float[] {7}, 1), "shape", shape);
    }
}
