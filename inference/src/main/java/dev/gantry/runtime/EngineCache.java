// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.config.GpuSettings;
import dev.gantry.device.CudaDevice;
import dev.gantry.device.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where TensorRT keeps what it has built for one graph: building takes minutes, loading seconds.
///
/// An engine fits one graph, one kind of GPU, one TensorRT and one driver, so all of them are in the folder's
/// name; ONNX Runtime itself looks at fewer. Folders of the same graph for another machine, left from before an
/// update, are deleted.
///
/// @param engines of this graph
/// @param timings what TensorRT has measured of single layers; of use to all graphs
record EngineCache(Path engines, Path timings) {
    /// Makes the folders.
    ///
    /// @param cache  a folder of our own
    /// @param sha256 of the graph file
    /// @param where  the machine, from [#machine]
    static EngineCache prepare(Path cache, String sha256, String precision, String where) throws IOException {
        var root = cache.toAbsolutePath().resolve("tensorrt");
        var ofGraph = root.resolve(sha256);
        var prepared =
                new EngineCache(ofGraph.resolve(slug(where + "-" + precision)), root.resolve("timings"));
        Files.createDirectories(prepared.engines());
        Files.createDirectories(prepared.timings());
        for (var other : list(ofGraph)) {
            if (!other.equals(prepared.engines())) {
                delete(other);
            }
        }
        return prepared;
    }

    /// What an engine is bound to besides the graph.
    static String machine(Gpu gpu, GpuSettings settings) {
        var device = gpu.devices().stream()
                .filter(each -> each.index() == settings.device())
                .findFirst();
        return "trt-" + gpu.version("libnvinfer.so").orElse("unknown")
                + "-driver-" + gpu.kernelDriver().or(() -> device.map(CudaDevice::driver)).orElse("unknown")
                + "-sm-" + device.map(CudaDevice::capability).orElse("unknown")
                + "-" + device.map(CudaDevice::name).orElse("unknown");
    }

    /// Whether there is an engine already.
    boolean filled() throws IOException {
        return list(engines).stream().anyMatch(file -> file.toString().endsWith(".engine"));
    }

    private static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.collect(Collectors.toList());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
