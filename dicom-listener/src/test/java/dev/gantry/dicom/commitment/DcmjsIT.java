// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Storage commitment as another implementation asks for it: dcmjs-dimse, a global npm package.
@Timeout(60)
class DcmjsIT {
    private static final Path SCRIPT = Path.of("src/test/resources/peers/commitment.js").toAbsolutePath();

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    Optional<CommitmentProvider> provider = Optional.empty();
    String modules = "";
    int reportPort;
    int port;

    @BeforeEach
    void listen() throws Exception {
        boolean there = installed();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("dcmjs-dimse is installed").isTrue();
        }
        if (!there) {
            System.out.println("skipped: dcmjs-dimse is not installed (npm install -g dcmjs-dimse)");
        }
        assumeThat(there).as("dcmjs-dimse is not installed: skipped").isTrue();
        try (var socket = new ServerSocket(0)) {
            reportPort = socket.getLocalPort();
        }
        var peer = new Peer("127.0.0.1", reportPort, new Titles(new AeTitle("CT01"), new AeTitle("GANTRY")),
                Duration.ofSeconds(5));
        var opened = CommitmentProvider.open(folder, vertx,
                uid -> Optional.of(ReportTest.CT).filter(_ -> uid.equals("1.1")), _ -> Optional.of(peer),
                Clock.systemUTC());
        provider = Optional.of(opened);
        var listener = new Listener(CommitmentIT.settings("GANTRY"), new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(opened), List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        if (provider.isPresent()) {
            provider.get().close();
        }
    }

    private boolean installed() throws Exception {
        try {
            modules = run("", "npm", "root", "-g").lines().filter(line -> line.startsWith("/")).findFirst().orElse("");
            return run(modules, "node", "-e", "require('dcmjs-dimse'); console.log('there')").contains("there");
        } catch (IOException _) {
            return false; // no node or npm
        }
    }

    private static String run(String modules, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NODE_PATH", modules);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private List<String> says(String where) throws Exception {
        return run(modules, "node", SCRIPT.toString(), Integer.toString(port), Integer.toString(reportPort), where,
                "1.1", "1.3").lines().filter(line -> line.startsWith("said ")).toList();
    }

    @Test
    void reportsOnTheAssociationThatWaits() throws Exception {
        assertThat(says("same")).containsExactly("said asked 0",
                "said report type=2 transaction=1.2.77 committed=1.1 failed=1.3=112");
    }

    @Test
    void callsWhoReleased() throws Exception {
        assertThat(says("own")).containsExactly("said asked 0", "said called for 1.2.840.10008.1.20.1",
                "said report type=2 transaction=1.2.77 committed=1.1 failed=1.3=112");
    }
}
