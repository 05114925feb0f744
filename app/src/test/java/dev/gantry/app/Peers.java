// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds what a test needs from outside; without it the test is skipped with a message, and in CI fails.
final class Peers {
    private Peers() {}

    /// The path of a program of another project, from Debian.
    static Path program(String name, String debianPackage) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing(name + " is not on the PATH (Debian package " + debianPackage + ")"));
    }

    /// Debian's own Python, with the modules named (Debian packages python3-pydicom, python3-numpy, python3-pil).
    static Path python(String... modules) throws Exception {
        var python = Path.of("/usr/bin/python3");
        var imports = new ProcessBuilder(python.toString(), "-c", "import " + String.join(", ", modules))
                .redirectErrorStream(true);
        return Files.isExecutable(python) && imports.start().waitFor() == 0
                ? python
                : missing("/usr/bin/python3 with " + List.of(modules) + " is not installed");
    }

    /// A file or folder of the data that lies beside the checkout on our own machines only.
    static Path shared(String path) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("shared").resolve(path))) {
                return folder.resolve("shared").resolve(path);
            }
        }
        return skip("not on this machine: ../shared/" + path);
    }

    private static Path missing(String message) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            return fail(message + "; in CI it is required");
        }
        return skip(message);
    }

    /// Says it on the console too: Surefire only counts what is skipped.
    private static <T> T skip(String message) {
        System.out.println("skipped: " + message);
        return abort(message);
    }
}
