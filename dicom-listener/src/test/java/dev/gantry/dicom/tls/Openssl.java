// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Makes certificates with the openssl of the machine, and runs other tools of it.
public final class Openssl {
    private final Path folder;

    public Openssl(Path folder) {
        this.folder = folder;
    }

    /// Skips the test, with a message, where a tool is missing; fails it in CI.
    public static void needs(String... tools) {
        var missing = Stream.of(tools).filter(tool -> !onPath(tool)).toList();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("tools that are not installed").isEmpty();
        }
        if (!missing.isEmpty()) {
            System.out.println("skipped: not installed: " + missing);
        }
        assumeThat(missing).as("tools that are not installed").isEmpty();
    }

    private static boolean onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, tool)));
    }

    public record Run(int exit, String output) {}

    public static Run run(String... command) throws Exception {
        return run(List.of(command));
    }

    public static Run run(List<String> command) throws Exception {
        var log = Files.createTempFile("tool", ".log");
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(new File("/dev/null")).redirectOutput(log.toFile()).start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new Run(process.waitFor(), Files.readString(log, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(log);
        }
    }

    private void openssl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var made = run(command);
        assertThat(made.exit()).as(made.output()).isZero();
    }

    /// The same files in another folder: keys take a while to make.
    public Openssl copied(Path other) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new Openssl(other);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /// An authority: `<name>.pem` and `<name>.key`.
    public void authority(String name) throws Exception {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj", "/CN=" + name, "-addext", "basicConstraints=critical,CA:true",
                "-keyout", file(name + ".key").toString(), "-out", file(name + ".pem").toString());
    }

    /// A certificate signed by an authority: `<name>.pem` and `<name>.key`, made out to the name and 127.0.0.1.
    public void certificate(String name, String authority, int days, String kind) throws Exception {
        var extensions = Files.writeString(file(name + ".ext"), "subjectAltName=DNS:" + name + ",IP:127.0.0.1\n");
        var algorithm = kind.equals("rsa")
                ? List.of("-newkey", "rsa:2048")
                : List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        var request = new ArrayList<>(List.of("req", "-new", "-nodes", "-subj", "/O=Gantry test/CN=" + name,
                "-keyout", file(name + ".key").toString(), "-out", file(name + ".csr").toString()));
        request.addAll(2, algorithm);
        openssl(request.toArray(String[]::new));
        openssl("x509", "-req", "-in", file(name + ".csr").toString(), "-CA", file(authority + ".pem").toString(),
                "-CAkey", file(authority + ".key").toString(), "-CAcreateserial", "-days", Integer.toString(days),
                "-extfile", extensions.toString(), "-out", file(name + ".pem").toString());
    }

    /// Puts a certificate and its key where those of the appliance are, as an operator would.
    public void install(String name) throws Exception {
        for (var kind : List.of(".key", ".pem")) {
            var fresh = Files.copy(file(name + kind), file("fresh" + kind), StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, file("gantry" + kind), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
