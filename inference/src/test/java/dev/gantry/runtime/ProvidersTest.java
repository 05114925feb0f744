// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static dev.gantry.runtime.Provider.CPU;
import static dev.gantry.runtime.Provider.CUDA;
import static dev.gantry.runtime.Provider.TENSORRT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.InferenceSettings;
import dev.gantry.model.Manifest.Target;
import dev.gantry.runtime.Signature.Port;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    @Test
    void triesGpuProvidersByItselfOnlyWhereTheyCanWork() {
        assertThat(OnnxRuntime.providers(InferenceSettings.Provider.AUTO, false)).containsExactly(CPU);
        assertThat(OnnxRuntime.providers(InferenceSettings.Provider.AUTO, true))
                .containsExactly(TENSORRT, CUDA, CPU);
        assertThat(Natives.gpuBuild()).as("the CPU jar is on the class path").isFalse();
    }

    @Test
    void triesWhatItIsToldAndFallsBackToTheCpu() {
        assertThat(OnnxRuntime.providers(InferenceSettings.Provider.CUDA, false)).containsExactly(CUDA, CPU);
        assertThat(OnnxRuntime.providers(InferenceSettings.Provider.TENSORRT, false))
                .containsExactly(TENSORRT, CUDA, CPU);
        assertThat(OnnxRuntime.providers(InferenceSettings.Provider.CPU, true)).containsExactly(CPU);
    }

    @Test
    void wantsTheReducedRangeOnX86WithoutVnni() {
        assertThat(Cpu.of(List.of("processor : 0", "flags\t\t: fpu avx2 avx512f")).target())
                .isEqualTo(Target.CPU_NO_VNNI);
        assertThat(Cpu.of(List.of("flags\t\t: fpu avx512_vnni avx2")).target()).isEqualTo(Target.CPU);
        assertThat(Cpu.of(List.of("flags\t\t: fpu avx_vnni")).target()).isEqualTo(Target.CPU);
        assertThat(Cpu.of(List.of("Features\t: fp asimd")).target()).isEqualTo(Target.CPU);
    }

    @Test
    void saysWhatManifestAndGraphWant() {
        var signature =
                new Signature(List.of(new Port("image", "FLOAT", List.of(-1L, 1L, 8L, 8L))), List.of());

        assertThat(signature.inputMismatch(slots("image", 1L, 1L, 8L, 8L))).isEmpty();
        assertThat(signature.inputMismatch(slots("image", 1L, 3L, 8L, 8L))).contains(
                "input: manifest says image FLOAT[1, 3, 8, 8], graph has image FLOAT[-1, 1, 8, 8]");
        assertThat(signature.inputMismatch(slots("picture", 1L, 1L, 8L, 8L))).isPresent();
    }

    private static List<Slot> slots(String name, Long... shape) {
        return List.of(new Slot(name, ElementType.FLOAT, List.of(shape)));
    }
}
