// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class GpuIT {
    @TempDir
    Path folder;

    @Test
    void asksLibrariesThatAreThere() {
        var math = (Native.Loaded) Native.load("libm.so.6");
        var c = (Native.Loaded) Native.load("libc.so.6");

        assertThat(math.file().orElseThrow()).isRegularFile();
        assertThat(c.call("abs", -7)).isEqualTo(7);
        assertThat(c.callForLong("labs", -7L)).isEqualTo(7);
        assertThat(c.callForText("gnu_get_libc_version")).startsWith("2.");
    }

    @Test
    void saysWhatTheLoaderSaysOfThoseThatAreNot() {
        var library = Library.find("libgantry-has-no-such.so.1", "cuda", "install it");

        assertThat(library.file()).isEmpty();
        assertThat(library.remedy()).startsWith("install it (").contains("libgantry-has-no-such.so.1");
        assertThat(Cuda.ask("libgantry-has-no-such.so.1").trouble().orElseThrow())
                .startsWith("the driver's library does not load: ");
    }

    @Test
    void saysSoWhenALibraryIsNotWhatItsNamePromises() {
        assertThat(Cuda.ask("libm.so.6").trouble()).contains("libm.so.6 has no function cuInit");
    }

    @Test
    void readsTheKernelDriversVersionAndTheDeviceFiles() throws IOException {
        var module = Files.writeString(folder.resolve("version"), """
                NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024
                GCC version:  gcc version 12.2.0
                """);
        Files.createFile(folder.resolve("nvidia0"));
        Files.createFile(folder.resolve("nvidiactl"));
        Files.createFile(folder.resolve("null"));

        var gpu = Gpu.look(module, folder);

        assertThat(gpu.kernelDriver()).contains("550.54.15");
        assertThat(gpu.files()).containsExactly(folder.resolve("nvidia0"), folder.resolve("nvidiactl"));
        assertThat(Gpu.look(folder.resolve("none"), folder.resolve("none")).kernelDriver()).isEmpty();
    }

    @Test
    void knowsTheOpenKernelModuleToo() throws IOException {
        var module = Files.writeString(folder.resolve("version"),
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.10  Release Build\n");

        assertThat(Gpu.look(module, folder).kernelDriver()).contains("570.86.10");
    }
}
