// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.device.CudaDevice;
import dev.gantry.device.Gpu;
import dev.gantry.device.Library;
import dev.gantry.doctor.Finding.Level;
import dev.gantry.doctor.Trial.Figures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class DoctorTest {
    private static final Gpu NONE = new Gpu(Optional.empty(), List.of(), List.of(), Optional.of("no driver"),
            List.of(new Library("libcudnn.so.9", "cuda", Optional.empty(), Optional.empty(), "install cuDNN 9")));
    private static final Gpu WHOLE = new Gpu(Optional.of("550.54.15"), List.of(Path.of("/dev/nvidia0")),
            List.of(new CudaDevice(0, "NVIDIA T4", 15_000_000_000L, "7.5", "12.4")), Optional.empty(),
            List.of(new Library("libcudnn.so.9", "cuda", Optional.of(Path.of("/lib/libcudnn.so.9")),
                    Optional.of("9.1.0"), "")));

    /// Says what it is told to.
    private record Saying(String name, List<Finding> look) implements Check {}

    private static Figures figures(float... values) {
        return new Figures("cuda", "fp16", new double[] {1, 2, 3}, List.of(Map.of("logit", values)));
    }

    @Test
    void isWellWhenNothingHasToBeDone() {
        var report = new Doctor(List.of(
                new Saying("machine", List.of(Finding.ok("2 processors"))),
                new Saying("models", List.of(Finding.note("none uses the GPU"))))).examine();

        assertThat(report.well()).isTrue();
        assertThat(report.text()).isEqualToNormalizingNewlines("""
                machine
                  ok     2 processors
                models
                  note   none uses the GPU
                all is well""");
    }

    @Test
    void saysWhatHasToBeDone() {
        var report = new Doctor(List.of(new Saying("gpu", List.of(Finding.wrong("there is none " + "x ".repeat(60))))))
                .examine();

        assertThat(report.well()).isFalse();
        assertThat(report.text()).startsWith("gpu" + System.lineSeparator() + "  WRONG  there is none x")
                .endsWith("something has to be done: see WRONG above");
        assertThat(report.text().lines()).allMatch(line -> line.length() <= 110).hasSize(4);
    }

    @Test
    void tellsProgramsTheSame() {
        var json = new ObjectMapper().readTree(new Doctor(List.of(new Saying("gpu",
                List.of(new Finding(Level.WRONG, "slow", Map.of("p50-ms", 12.5)))))).examine().json());

        assertThat(json.path("well").asBoolean()).isFalse();
        assertThat(json.at("/checks/gpu/0/level").asString()).isEqualTo("wrong");
        assertThat(json.at("/checks/gpu/0/figures/p50-ms").asDouble()).isEqualTo(12.5);
    }

    @Test
    void saysPlainlyWhatAMachineWithoutGpuLacks() {
        var findings = new GpuCheck(() -> NONE, false).look();

        assertThat(findings).filteredOn(it -> it.level() == Level.WRONG).extracting(Finding::text).satisfiesExactly(
                build -> assertThat(build).startsWith("this is the CPU build of ONNX Runtime: GANTRY_GPU=yes"),
                device -> assertThat(device).startsWith("no NVIDIA GPU is visible"),
                cuda -> assertThat(cuda).isEqualTo("CUDA sees no GPU: no driver"),
                library -> assertThat(library).isEqualTo("libcudnn.so.9 is not found: install cuDNN 9"));
    }

    @Test
    void namesWhatAMachineWithGpuHas() {
        var findings = new GpuCheck(() -> WHOLE, true).look();

        assertThat(findings).noneMatch(it -> it.level() == Level.WRONG);
        assertThat(findings).extracting(Finding::text).contains(
                "kernel driver 550.54.15",
                "GPU 0: NVIDIA T4, 15.0 GB, compute capability 7.5, driver for CUDA 12.4",
                "libcudnn.so.9 9.1.0 at /lib/libcudnn.so.9");
    }

    @Test
    void comparesWhatProvidersCompute() {
        var cpu = new Figures("cpu", "fp32", new double[] {10, 20, 30}, List.of(Map.of("logit", new float[] {1, -4})));

        assertThat(figures(1, -4).difference(cpu)).isZero();
        assertThat(figures(1.02f, -4).agrees(Optional.of(cpu))).isTrue();
        assertThat(figures(1.4f, -4).agrees(Optional.of(cpu))).isFalse();
        assertThat(figures(Float.NaN, -4).agrees(Optional.of(cpu))).isFalse();
        assertThat(figures(1).agrees(Optional.of(cpu))).isFalse();
        assertThat(figures(1, -4).text(Optional.of(cpu))).isEqualTo("cuda (fp16): p50 2.00 ms, p99 3.00 ms,"
                + " 10.0 times as fast as the cpu, outputs differ by 0.0 of the largest");
        assertThat(figures(1, -4).tree(Optional.of(cpu))).containsEntry("times-cpu", 10.0)
                .containsEntry("p50-ms", 2.0);
    }
}
