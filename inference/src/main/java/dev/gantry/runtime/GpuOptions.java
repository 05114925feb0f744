// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.config.GpuSettings;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What the GPU providers are told, key by key (ONNX Runtime 1.28, "CUDA Execution Provider" and "TensorRT
/// Execution Provider").
final class GpuOptions {
    private static final long MEGABYTE = 1024 * 1024;

    private GpuOptions() {}

    static Map<String, String> cuda(GpuSettings gpu) {
        var options = new TreeMap<String, String>();
        options.put("device_id", Integer.toString(gpu.device()));
        // A model's tensors have fixed sizes: nothing is gained by doubling what is taken.
        options.put("arena_extend_strategy", "kSameAsRequested");
        // Tries every algorithm once for each convolution: the warm-up pays for it, no exam does.
        options.put("cudnn_conv_algo_search", "EXHAUSTIVE");
        // Copies on a stream of their own can race with the kernels (onnxruntime issue 4829).
        options.put("do_copy_in_default_stream", "1");
        // fp32 in a manifest means fp32: TF32 keeps 10 bits of the fraction.
        options.put("use_tf32", "0");
        if (gpu.memoryMegabytes() > 0) {
            options.put("gpu_mem_limit", Long.toString(gpu.memoryMegabytes() * MEGABYTE));
        }
        return options;
    }

    /// @param precision as the manifest says it: `fp16`, `symmetric int8`
    static Map<String, String> tensorRt(GpuSettings gpu, String precision, EngineCache cache) {
        var words = precision.toLowerCase(Locale.ROOT);
        boolean int8 = words.contains("int8");
        boolean half = int8 || words.contains("fp16") || words.contains("float16");
        var options = new TreeMap<String, String>();
        options.put("device_id", Integer.toString(gpu.device()));
        options.put("trt_engine_cache_enable", "1");
        options.put("trt_engine_cache_path", cache.engines().toString());
        options.put("trt_engine_cache_prefix", "gantry");
        options.put("trt_timing_cache_enable", "1");
        options.put("trt_timing_cache_path", cache.timings().toString());
        // What is not quantized in an int8 graph runs as fp16, or it would be slower than an fp16 graph.
        options.put("trt_fp16_enable", half ? "1" : "0");
        options.put("trt_int8_enable", int8 ? "1" : "0");
        if (gpu.memoryMegabytes() > 0) {
            options.put("trt_max_workspace_size", Long.toString(gpu.memoryMegabytes() * MEGABYTE));
        }
        return options;
    }
}
