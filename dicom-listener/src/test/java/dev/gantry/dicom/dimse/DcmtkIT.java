// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.association.Listener;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against an implementation that is not ours.
@Timeout(60)
class DcmtkIT {
    final FakeStorage storage = new FakeStorage();
    Vertx vertx;
    int port;

    @BeforeEach
    void listen() throws Exception {
        var tools = Stream.of("echoscu", "storescu", "dump2dcm").allMatch(DcmtkIT::onPath);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(tools).as("dcmtk is installed").isTrue();
        }
        if (!tools) {
            System.out.println("skipped: DCMTK is not installed (Debian package dcmtk)");
        }
        assumeThat(tools).as("dcmtk is not installed: skipped").isTrue();
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var listener = new Listener(ProviderIT.SETTINGS, new Provider(storage));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        if (vertx instanceof Vertx running) {
            running.close().await(60, TimeUnit.SECONDS);
        }
    }

    private static boolean onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private record Run(int exit, String output) {}

    private static Run run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    /// A CT object of 512 KB of pixels.
    static Path object(Path folder) throws Exception {
        var pixels = Files.write(folder.resolve("pixels"), new byte[512 * 512 * 2]);
        var dump = Files.writeString(folder.resolve("dump"), String.join("\n", List.of(
                "(0002,0010) UI =LittleEndianExplicit",
                "(0008,0016) UI =CTImageStorage", "(0008,0018) UI [1.2.3.4]", "(0008,0060) CS [CT]",
                "(0028,0002) US 1", "(0028,0010) US 512", "(0028,0011) US 512", "(0028,0100) US 16",
                "(7fe0,0010) OW =" + pixels, "")));
        var object = folder.resolve("object.dcm");
        var made = run("dump2dcm", dump.toString(), object.toString());
        assertThat(made.exit()).as(made.output()).isZero();
        return object;
    }

    @Test
    void answersEchoscu() throws Exception {
        var echoed = run("echoscu", "-aec", "GANTRY", "127.0.0.1", Integer.toString(port));

        assertThat(echoed.exit()).as(echoed.output()).isZero();
    }

    @Test
    void takesAnObjectFromStorescu(@TempDir Path folder) throws Exception {
        var sent = run("storescu", "-v", "-aec", "GANTRY", "--repeat", "20", "127.0.0.1",
                Integer.toString(port),
                object(folder).toString());

        assertThat(sent.exit()).as(sent.output()).isZero();
        assertThat(storage.begun).hasSize(20);
        assertThat(storage.kept.values()).allSatisfy(bytes -> assertThat(bytes.length)
                .isGreaterThan(524_288));
    }

    @Test
    void tellsStorescuThatItCalledTheWrongTitle(@TempDir Path folder) throws Exception {
        var sent = run("storescu", "-v", "-aec", "PACS", "127.0.0.1", Integer.toString(port),
                object(folder).toString());

        assertThat(sent.exit()).isNotZero();
        assertThat(sent.output()).contains("Called AE Title Not Recognized");
    }

    @Test
    void survivesAStorescuThatAborts(@TempDir Path folder) throws Exception {
        var sent = run("storescu", "--abort", "-aec", "GANTRY", "127.0.0.1", Integer.toString(port),
                object(folder).toString());

        assertThat(sent.exit()).as(sent.output()).isZero();
        assertThat(run("echoscu", "-aec", "GANTRY", "127.0.0.1", Integer.toString(port)).exit()).isZero();
    }
}
