// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs of other implementations that encode and decode pictures.
public final class PictureTools {
    private PictureTools() {}

    /// Skips the test where one is missing, except in CI, where they must be there.
    public static void mustBeHere(String debianPackage, String... tools) {
        boolean here = Stream.of(tools).allMatch(PictureTools::onPath);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as("CI needs %s", debianPackage).isTrue();
        }
        if (!here) {
            System.out.println("skipped: no peer (Debian package " + debianPackage + ")");
        }
        assumeThat(here).as(debianPackage + " is not installed: skipped").isTrue();
    }

    private static boolean onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /// Runs a tool that must succeed.
    public static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        assertThat(tried(folder, command))
                .as("%s: %s", command, Files.readString(folder.resolve("tool.log")))
                .isTrue();
    }

    /// Runs a tool; false when it says that it failed.
    public static boolean tried(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("tool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends in time", command).isTrue();
        return process.exitValue() == 0;
    }
}
