// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.InferenceSettings;
import dev.gantry.runtime.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which model, and on what it runs.
final class ModelOptions {
    @Option(names = "--model", required = true, paramLabel = "MODEL",
            description = "a package: its folder, or NAME/VERSION of the installed ones")
    String model;

    @Option(names = "--models", paramLabel = "FOLDER",
            description = "where the installed packages are (default: models)")
    Path models = Path.of(System.getProperty("gantry.home", ".")).resolve("models");

    @Option(names = "--provider", paramLabel = "PROVIDER", defaultValue = "AUTO",
            description = "auto, cpu, cuda or tensorrt (default: ${DEFAULT-VALUE})")
    InferenceSettings.Provider provider;

    @Option(names = "--threads", paramLabel = "COUNT", defaultValue = "1",
            description = "threads for one run (default: ${DEFAULT-VALUE})")
    int threads;

    /// @throws IllegalArgumentException when ONNX Runtime does not load
    OnnxRuntime runtime() {
        if (threads < 1) {
            throw new IllegalArgumentException("--threads must be 1 or more, found " + threads);
        }
        return OnnxRuntime.start(new InferenceSettings(provider, threads, 1), cache());
    }

    /// The folder of a package, named either way.
    ///
    /// @throws IllegalArgumentException when there is none
    Path folder(String named) {
        var folder = Path.of(named);
        if (!Files.isRegularFile(folder.resolve("manifest.yaml"))) {
            folder = models.resolve(named);
        }
        if (!Files.isRegularFile(folder.resolve("manifest.yaml"))) {
            throw new IllegalArgumentException("--model " + named + ": no model package: neither " + named + " nor "
                    + folder + " holds a manifest.yaml");
        }
        return folder;
    }

    /// Where the user's programs keep what can be made again.
    static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("gantry")
                .resolve("native");
    }
}
