// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NativesTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path cache;

    @Test
    void unpacksOnceIntoAFolderNamedAfterTheVersion() throws IOException {
        var folder = Natives.unpack(cache).orElseThrow();

        assertThat(folder.getFileName().toString()).startsWith("onnxruntime-1.");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("libonnxruntime.so", "libonnxruntime4j_jni.so")
                    .noneMatch(name -> name.endsWith(".part"));
        }
        Files.setLastModifiedTime(folder.resolve("libonnxruntime.so"), LONG_AGO);
        Natives.unpack(cache);
        assertThat(Files.getLastModifiedTime(folder.resolve("libonnxruntime.so"))).isEqualTo(LONG_AGO);
    }

    @Test
    void unpacksAgainWhatHasNotTheRightSize() throws IOException {
        var library = Natives.unpack(cache).orElseThrow().resolve("libonnxruntime4j_jni.so");
        var whole = Files.readAllBytes(library);
        Files.write(library, new byte[] {1, 2, 3});

        Natives.unpack(cache);

        assertThat(library).hasBinaryContent(whole);
    }
}
