// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuTest {
    private static final CudaDevice DEVICE = new CudaDevice(0, "NVIDIA T4", 15_000_000_000L, "7.5", "12.4");
    private static final Library FOUND = new Library("libcudart.so.12", "cuda",
            Optional.of(Path.of("/usr/lib/libcudart.so.12.4.127")), Optional.of("12.4"), "");
    private static final Library LACKING =
            new Library("libcudnn.so.9", "cuda", Optional.empty(), Optional.empty(), "install cuDNN 9 for CUDA 12");

    @Test
    void lacksNothingWhereDriverDeviceAndLibrariesAreThere() {
        var gpu = new Gpu(Optional.of("550.54.15"), List.of(Path.of("/dev/nvidia0")), List.of(DEVICE),
                Optional.empty(), List.of(FOUND));

        assertThat(gpu.missing()).isEmpty();
        assertThat(gpu.version("libcudart.so")).contains("12.4");
        assertThat(gpu.version("libnvinfer.so")).isEmpty();
        assertThat(DEVICE).hasToString(
                "GPU 0: NVIDIA T4, 15.0 GB, compute capability 7.5, driver for CUDA 12.4");
    }

    @Test
    void namesWhatIsMissingAndWhatBringsIt() {
        var gpu = new Gpu(Optional.empty(), List.of(), List.of(), Optional.of("cuInit failed with 100"),
                List.of(FOUND, LACKING));

        assertThat(gpu.missing()).satisfiesExactly(
                first -> assertThat(first).startsWith("no NVIDIA GPU is visible: there is no /dev/nvidia0"),
                second -> assertThat(second).isEqualTo("CUDA sees no GPU: cuInit failed with 100"),
                third -> assertThat(third)
                        .isEqualTo("libcudnn.so.9 is not found: install cuDNN 9 for CUDA 12"));
    }

    @Test
    void readsVersionsAsTheVendorPacksThem() {
        assertThat(Library.digits(100_900)).isEqualTo("10.9.0");
        assertThat(Library.digits(90_101)).isEqualTo("9.1.1");
        assertThat(Library.digits(8601)).isEqualTo("8.6.1");
    }
}
