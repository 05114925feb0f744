// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.gantry.config.InferenceSettings;
import dev.gantry.model.Manifest;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.Manifest.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads graphs on the best provider that works here.
///
/// A GPU provider that fails is left for the next one, and each session's [Provenance] and the log say so.
public final class OnnxRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);

    private final OrtEnvironment environment;
    private final int threads;
    private final List<Provider> providers;
    private final Target cpuTarget;

    private OnnxRuntime(OrtEnvironment environment, int threads, List<Provider> providers, Target cpuTarget) {
        this.environment = environment;
        this.threads = threads;
        this.providers = providers;
        this.cpuTarget = cpuTarget;
    }

    /// Prepares the native libraries and the process-wide environment, with telemetry off.
    ///
    /// @param nativeCache a folder of our own, about 30 MB (GPU build: 600 MB), kept between starts
    /// @throws IllegalArgumentException when the folder cannot be used or the libraries do not load from it
    public static OnnxRuntime start(InferenceSettings settings, Path nativeCache) {
        try {
            Natives.prepare(nativeCache);
            var environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "gantry");
            environment.setTelemetry(false);
            var providers = providers(settings.provider(), Natives.gpuBuild() && gpuPresent());
            var cpu = Cpu.here();
            LOG.info("onnx runtime started version={} providers={} threads={} vnni={}",
                    environment.getVersion(), providers, settings.threads(), cpu.vnni());
            return new OnnxRuntime(environment, settings.threads(), providers, cpu.target());
        } catch (IOException | OrtException | LinkageError e) {
            throw new IllegalArgumentException(
                    "ONNX Runtime does not load from " + nativeCache + ": " + e, e);
        }
    }

    /// Loads the graph of a package whose checksums have been verified.
    public Opened open(Manifest manifest, Path folder) {
        var failures = new ArrayList<String>();
        for (var provider : providers) {
            var file = file(manifest, provider);
            if (file.isEmpty()) {
                failures.add(provider + ": no file in the manifest");
                continue;
            }
            try {
                return new Opened.Ready(open(manifest, folder, file.get(), provider, failures));
            } catch (OrtException e) {
                failures.add(provider + ": " + e.getMessage());
                LOG.warn("provider failed model={} provider={} reason=\"{}\"", manifest.id(), provider,
                        e.getMessage());
            }
        }
        return new Opened.Refused(String.join("; ", failures));
    }

    static List<Provider> providers(InferenceSettings.Provider wanted, boolean gpuUsable) {
        return switch (wanted) {
            case AUTO -> gpuUsable ? List.of(Provider.values()) : List.of(Provider.CPU);
            case TENSORRT -> List.of(Provider.TENSORRT, Provider.CPU);
            case CUDA -> List.of(Provider.CUDA, Provider.CPU);
            case CPU -> List.of(Provider.CPU);
        };
    }

    private Optional<GraphFile> file(Manifest manifest, Provider provider) {
        var best = provider == Provider.CPU ? cpuTarget : provider.target();
        return Optional.ofNullable(manifest.files().get(best))
                .or(() -> Optional.ofNullable(manifest.files().get(provider.target())));
    }

    private Session open(Manifest manifest, Path folder, GraphFile file, Provider provider,
            List<String> failures)
            throws OrtException {
        var provenance =
                new Provenance(manifest.id(), file.sha256(), provider, file.precision(), failures);
        try (var options = options(provider)) {
            var session = environment.createSession(folder.resolve(file.path()).toString(), options);
            return new Session(environment, session, provenance);
        }
    }

    private SessionOptions options(Provider provider) throws OrtException {
        var options = new SessionOptions();
        try {
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            // Shapes are fixed. On GPUs memory patterns are reported to grow without bound.
            options.setMemoryPatternOptimization(provider == Provider.CPU);
            switch (provider) {
                case TENSORRT -> options.addTensorrt(0);
                case CUDA -> options.addCUDA(0);
                case CPU -> {}
            }
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }

    private static boolean gpuPresent() {
        return Files.exists(Path.of("/dev/nvidiactl"));
    }
}
