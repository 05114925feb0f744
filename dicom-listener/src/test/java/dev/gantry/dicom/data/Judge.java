// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// pydicom, run on real objects: those of `shared/dicom` beside the checkout and those Debian's
/// python3-pydicom brings.
public final class Judge {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path DEBIAN = Path.of("/usr/lib/python3/dist-packages/pydicom/data");
    private static final int MAX_FOLDERS_UP = 4;

    private Judge() {}

    /// Skips the test where the judge is not installed, except in CI, where it must be.
    public static void mustBeHere() throws IOException, InterruptedException {
        boolean here = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import pydicom, numpy")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor() == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(here).as("CI needs python3-pydicom and python3-numpy").isTrue();
        }
        if (!here) {
            System.out.println("skipped: no judge (Debian packages python3-pydicom, python3-numpy)");
        }
        assumeThat(here).as("python3-pydicom is not installed: no judge, no test").isTrue();
    }

    /// Objects beside the checkout: none, with a line that says so, when the folder is missing.
    public static List<Path> shared() {
        var folder = Path.of("").toAbsolutePath();
        for (int up = 0; up < MAX_FOLDERS_UP && folder.getParent() != null; up++) {
            folder = folder.getParent();
            if (Files.isDirectory(folder.resolve("shared/dicom"))) {
                return files(folder.resolve("shared/dicom"));
            }
        }
        System.out.println("shared/dicom is not beside this checkout: its objects are left out");
        return List.of();
    }

    public static List<Path> debian() {
        return Files.isDirectory(DEBIAN) ? files(DEBIAN) : List.of();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(py|pyc|json|md|txt|gz|rst|dump|sh|nii)$"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The judge's answers, one list of columns for each line.
    public static List<List<String>> asked(List<Path> files, String... arguments)
            throws IOException, InterruptedException, URISyntaxException {
        var script = Path.of(Judge.class.getResource("/judge/judge.py").toURI());
        var input = Files.createTempFile("gantry-judge", ".in");
        var output = Files.createTempFile("gantry-judge", ".out");
        try {
            Files.write(input, files.stream().map(Path::toString).toList());
            var command = Stream.concat(Stream.of(PYTHON, "-B", script.toString()), Arrays.stream(arguments))
                    .toList();
            var process = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the judge answers in time").isTrue();
            assertThat(process.exitValue()).isZero();
            return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }
}
