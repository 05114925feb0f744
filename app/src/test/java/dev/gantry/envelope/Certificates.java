// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A hospital's certificates, made with the openssl of the machine: `<name>.pem` and `<name>.key` in one folder.
public final class Certificates {
    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /// Skips the test, with a message, where a tool is missing; fails it in CI.
    public static void need(String... tools) {
        var missing = Stream.of(tools).filter(tool -> !onPath(tool)).toList();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("tools that are not installed").isEmpty();
        }
        if (!missing.isEmpty()) {
            System.out.println("skipped: not installed: " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), "not installed: " + missing);
    }

    private static boolean onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, tool)));
    }

    public record Run(int exit, String output) {}

    /// Runs a program of the machine, for at most 30 s.
    public static Run run(List<String> command) throws IOException, InterruptedException {
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

    private void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var made = run(command);
        assertThat(made.exit()).as(made.output()).isZero();
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path certificate(String name) {
        return file(name + ".pem");
    }

    public Path key(String name) {
        return file(name + ".key");
    }

    public X509Certificate read(String name) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(certificate(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    public Certificates authority(String name) throws IOException, InterruptedException {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj", "/CN=" + name, "-addext", "basicConstraints=critical,CA:true",
                "-keyout", key(name).toString(), "-out", certificate(name).toString());
        return this;
    }

    /// Its subject is `CN=<name>,O=Gantry test`; also made out to localhost and 127.0.0.1.
    ///
    /// @param kind `rsa`, or `ec` for P-256
    public Certificates issue(String name, String authority, String kind) throws IOException, InterruptedException {
        var extensions = Files.writeString(file(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        var request = new ArrayList<>(List.of("req", "-new", "-nodes", "-subj", "/O=Gantry test/CN=" + name,
                "-keyout", key(name).toString(), "-out", file(name + ".csr").toString()));
        request.addAll(kind.equals("rsa")
                ? List.of("-newkey", "rsa:2048")
                : List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
        openssl(request.toArray(String[]::new));
        openssl("x509", "-req", "-in", file(name + ".csr").toString(), "-CA", certificate(authority).toString(),
                "-CAkey", key(authority).toString(), "-CAcreateserial", "-days", "10",
                "-extfile", extensions.toString(), "-out", certificate(name).toString());
        return this;
    }
}
