// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.InferenceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// ONNX Runtime in a process of its own, where a crash would be seen.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ProcessIT {
    /// ONNX Runtime 1.29 crashes on command lines of over about 4 kB; 1.28 must not.
    private static final int LONG_COMMAND_LINE = 8192;

    @TempDir
    Path folder;

    @Test
    void livesWithALongCommandLineLoadsNothingWhileItEndsAndLeavesNothingBehind() throws Exception {
        var home = Files.createDirectory(folder.resolve("home"));
        var temporary = Files.createDirectory(folder.resolve("tmp"));
        var java = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Duser.home=" + home,
                        "-Dlong=" + "x".repeat(LONG_COMMAND_LINE),
                        "-cp", System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        Path.of("target", "natives").toAbsolutePath().toString()))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        java.environment().put("HOME", home.toString());
        java.environment().put("TMPDIR", temporary.toString());
        java.environment().remove("JDK_JAVA_OPTIONS");

        var process = java.start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("out"), StandardCharsets.UTF_8))
                .contains("Completed[outputs={y=float[2]}]", "Refused[detail=the process is ending");
        assertThat(process.exitValue()).isZero();
        assertThat(home).as("no telemetry, no core").isEmptyDirectory();
        assertThat(temporary).as("no natives, no telemetry").isEmptyDirectory();
    }

    @Test
    void namesNoGpuProviderForItsBuildAlone() throws IOException {
        // OrtEnvironment.getAvailableProviders says what was compiled in: with the GPU build CUDA, GPU or not.
        assertThat(Natives.gpuBuild()).isFalse();
        assertThat(OnnxRuntime.start(new InferenceSettings(
                        InferenceSettings.Provider.AUTO, 1, 8), Path.of("target", "natives"))
                .providers()).containsExactly(Provider.CPU);
    }
}
