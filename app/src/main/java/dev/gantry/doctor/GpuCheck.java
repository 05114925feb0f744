// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import dev.gantry.device.Gpu;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Whether models could run on an NVIDIA GPU here: device, driver, libraries, and the build of ONNX Runtime.
public final class GpuCheck implements Check {
    private static final long NVIDIA_SMI_SECONDS = 10;

    private final Supplier<Gpu> gpu;
    private final boolean gpuBuild;

    public GpuCheck() {
        this(Gpu::here, OnnxRuntime.gpuBuild());
    }

    GpuCheck(Supplier<Gpu> gpu, boolean gpuBuild) {
        this.gpu = gpu;
        this.gpuBuild = gpuBuild;
    }

    @Override
    public String name() {
        return "gpu";
    }

    @Override
    public List<Finding> look() {
        var here = gpu.get();
        var findings = new ArrayList<Finding>();
        findings.add(gpuBuild
                ? Finding.ok("this is the GPU build of ONNX Runtime")
                : Finding.wrong("this is the CPU build of ONNX Runtime: GANTRY_GPU=yes ./gantry builds the other"
                        + " (docs/engine.md)"));
        here.kernelDriver().ifPresent(version -> findings.add(Finding.ok("kernel driver " + version)));
        if (!here.files().isEmpty()) {
            findings.add(Finding.ok("device files " + here.files()));
        }
        here.devices().forEach(device -> findings.add(Finding.ok(device.toString())));
        here.libraries().forEach(library -> library.file().ifPresent(file -> {
            var figures = new LinkedHashMap<String, Object>();
            figures.put("library", library.name());
            figures.put("file", file.toString());
            library.version().ifPresent(version -> figures.put("version", version));
            findings.add(new Finding(Finding.Level.OK,
                    library.name() + " " + library.version().orElse("of unknown version") + " at " + file, figures));
        }));
        here.missing().forEach(step -> findings.add(Finding.wrong(step)));
        nvidiaSmi().ifPresent(line -> findings.add(Finding.note("nvidia-smi: " + line)));
        return findings;
    }

    /// What NVIDIA's own tool says, where it is installed.
    private static Optional<String> nvidiaSmi() {
        try {
            var process = new ProcessBuilder("nvidia-smi", "--format=csv,noheader",
                            "--query-gpu=name,driver_version,memory.total,memory.used,temperature.gpu")
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(NVIDIA_SMI_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("does not answer within " + NVIDIA_SMI_SECONDS + " s: the driver may hang");
            }
            var words = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            return Optional.of(words.replaceAll("\\s*\\n\\s*", "; "));
        } catch (IOException _) {
            return Optional.empty(); // not installed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
