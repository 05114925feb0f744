// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Certificates made with the openssl of the machine.
final class Certificates {
    private final Path folder;

    /// Skips the test where there is no openssl, unless `CI=true` demands it.
    Certificates(Path folder) throws Exception {
        this.folder = folder;
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(it -> Files.isExecutable(Path.of(it, "openssl")));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("openssl is not installed, and CI must not go without");
        }
        Assumptions.assumeTrue(there, "openssl is not installed");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /// `<name>.pem` and `<name>.key`.
    Certificates authority(String name) throws Exception {
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
                "/CN=" + name, "-addext", "basicConstraints=critical,CA:true", "-keyout", file(name + ".key").toString(),
                "-out", file(name + ".pem").toString());
        return this;
    }

    /// `<file>.pem` and `<file>.key`, with `name` as the subject's common name.
    ///
    /// @param alternative such as `IP:127.0.0.1`
    /// @param days        0: expired already
    Certificates signed(String file, String name, String alternative, String authority, int days) throws Exception {
        var extensions = Files.writeString(file(file + ".ext"), "subjectAltName=" + alternative + "\n");
        run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
                "-keyout", file(file + ".key").toString(), "-out", file(file + ".csr").toString());
        run("x509", "-req", "-in", file(file + ".csr").toString(), "-CA", file(authority + ".pem").toString(), "-CAkey",
                file(authority + ".key").toString(), "-CAcreateserial", "-days", Integer.toString(days), "-extfile",
                extensions.toString(), "-out", file(file + ".pem").toString());
        file(file + ".key").toFile().setReadable(true, false);
        return this;
    }

    private static void run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile("openssl", ".log");
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        Files.delete(log);
    }
}
