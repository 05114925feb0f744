// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.DcmjsDimse;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
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
    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    Optional<CommitmentProvider> provider = Optional.empty();
    DcmjsDimse dcmjs;
    int reportPort;
    int port;

    @BeforeEach
    void listen() throws Exception {
        dcmjs = DcmjsDimse.mustBeHere();
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
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
        if (provider.isPresent()) {
            provider.get().close();
        }
    }

    private List<String> says(String where) throws Exception {
        return dcmjs.says("commitment.js", Integer.toString(port), Integer.toString(reportPort), where, "1.1", "1.3");
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
