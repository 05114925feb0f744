// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.association.Retry;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserInformation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Our requestor against a peer that does not answer well at first.
@Timeout(60)
class RetryIT {
    static final Titles TITLES = new Titles(new AeTitle("PACS"), new AeTitle("GANTRY"));
    static final Retry SOON =
            new Retry(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(20));
    static final AssociateAc YES = new AssociateAc(TITLES,
            List.of(new ContextAnswer(1, ContextResult.ACCEPTANCE, "1.2.840.10008.1.2")),
            new UserInformation(List.of()));

    final AtomicInteger asked = new AtomicInteger();
    final Vertx vertx = Vertx.vertx();
    ServerSocket server;

    @BeforeEach
    void bind() throws IOException {
        server = new ServerSocket(0);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    /// Answers each connection with the next of these, then closes it; the last one for ever.
    private void answer(Pdu... answers) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (var scanner = new ScriptedScanner(server.accept())) {
                        scanner.hear();
                        scanner.say(answers[Math.min(asked.getAndIncrement(), answers.length - 1)]);
                        scanner.hear(); // the C-ECHO, if it comes that far
                    } catch (IOException gone) {
                        if (server.isClosed()) {
                            return;
                        }
                    }
                }
            } catch (RuntimeException bug) {
                asked.set(Integer.MIN_VALUE);
            }
        });
    }

    private Echoed echo(Retry retry) throws Exception {
        var peer = new Peer("127.0.0.1", server.getLocalPort(), TITLES, Duration.ofSeconds(5));
        return new Sender(vertx, retry).echo(peer).await(60, TimeUnit.SECONDS);
    }

    @Test
    void comesBackAfterATransientRejectionAnAbortAndALostConnection() throws Exception {
        answer(new AssociateRj(2, 3, 2), new Abort(AbortReason.UNSPECIFIED), new AssociateRj(2, 3, 1), YES);

        assertThat(echo(SOON)).as("the association was had; it is the peer that then goes away")
                .isEqualTo(new Echoed.Failed("connection lost"));
        assertThat(asked).hasValue(4);
    }

    @Test
    void doesNotComeBackAfterAPermanentRejection() throws Exception {
        answer(new AssociateRj(2, 3, 1), new AssociateRj(1, 1, 3), YES);

        assertThat(echo(SOON)).isEqualTo(
                new Echoed.Failed("association rejected: calling AE title not recognized (permanent)"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksOnceUnlessToldOtherwise() throws Exception {
        answer(new AssociateRj(2, 3, 1), YES);

        assertThat(echo(Retry.NEVER)).isEqualTo(
                new Echoed.Failed("association rejected: temporary congestion (transient)"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void givesUpAtItsLimit() throws Exception {
        answer(new AssociateRj(2, 3, 1));

        assertThat(echo(new Retry(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(300)))).isEqualTo(
                new Echoed.Failed("association rejected: temporary congestion (transient)"));
        assertThat(asked.get()).isBetween(2, 16);
    }

    @Test
    void comesBackWhenNobodyListensYet() throws Exception {
        int port = server.getLocalPort();
        server.close();
        vertx.setTimer(300, _ -> vertx.executeBlocking(() -> {
            server = new ServerSocket(port);
            answer(YES);
            return "";
        }));

        assertThat(new Sender(vertx, SOON).echo(new Peer("127.0.0.1", port, TITLES, Duration.ofSeconds(5)))
                .await(60, TimeUnit.SECONDS)).isEqualTo(new Echoed.Failed("connection lost"));
    }
}
