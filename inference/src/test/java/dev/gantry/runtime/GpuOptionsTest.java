// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.gantry.config.GpuSettings;
import dev.gantry.config.GpuSettings.NodesOnCpu;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GpuOptionsTest {
    private static final GpuSettings SECOND = new GpuSettings(1, 2048, NodesOnCpu.WARN);
    private static final EngineCache CACHE = new EngineCache(Path.of("/cache/engines"), Path.of("/cache/timings"));

    @Test
    void keepsCudaToItsDeviceItsMemoryAndTheManifestsPrecision() {
        assertThat(GpuOptions.cuda(SECOND))
                .containsEntry("device_id", "1")
                .containsEntry("gpu_mem_limit", "2147483648")
                .containsEntry("arena_extend_strategy", "kSameAsRequested")
                .containsEntry("do_copy_in_default_stream", "1")
                .containsEntry("use_tf32", "0");
        assertThat(GpuOptions.cuda(GpuSettings.DEFAULT)).doesNotContainKey("gpu_mem_limit");
    }

    @Test
    void letsTensorRtKeepWhatItBuilds() {
        assertThat(GpuOptions.tensorRt(SECOND, "fp16", CACHE))
                .containsEntry("device_id", "1")
                .containsEntry("trt_max_workspace_size", "2147483648")
                .containsEntry("trt_engine_cache_enable", "1")
                .containsEntry("trt_engine_cache_path", "/cache/engines")
                .containsEntry("trt_timing_cache_enable", "1")
                .containsEntry("trt_timing_cache_path", "/cache/timings");
    }

    @Test
    void givesTensorRtThePrecisionsThatTheManifestNames() {
        assertThat(GpuOptions.tensorRt(SECOND, "fp32", CACHE))
                .containsEntry("trt_fp16_enable", "0").containsEntry("trt_int8_enable", "0");
        assertThat(GpuOptions.tensorRt(SECOND, "fp16", CACHE))
                .containsEntry("trt_fp16_enable", "1").containsEntry("trt_int8_enable", "0");
        assertThat(GpuOptions.tensorRt(SECOND, "symmetric int8", CACHE))
                .containsEntry("trt_fp16_enable", "1").containsEntry("trt_int8_enable", "1");
    }

    @Test
    void knowsTheWordsForTooLittleMemoryOfEachLibrary() {
        assertThat(Complaint.noMemory("CUDA failure 2: out of memory ; GPU=0 ; hostname=x")).isTrue();
        assertThat(Complaint.noMemory("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED")).isTrue();
        assertThat(Complaint.noMemory("CUDNN failure 4000: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED"))
                .isTrue();
        assertThat(Complaint.noMemory("Exception during initialization: std::bad_alloc")).isTrue();
        assertThat(Complaint.noMemory("Available memory of 1024 is smaller than requested bytes of 4096")).isTrue();
        assertThat(Complaint.noMemory("CUDA failure 700: an illegal memory access was encountered")).isFalse();
    }

    @Test
    void namesALibraryThatAProviderLacks() {
        var e = new OrtException("Failed to load library /x/libonnxruntime_providers_cuda.so with error:"
                + " libcublasLt.so.12: cannot open shared object file: No such file or directory");

        assertThat(Complaint.refusal(e, "1.28.0"))
                .isEqualTo("the library libcublasLt.so.12 is not found: gantry doctor --gpu says what brings it");
    }
}
