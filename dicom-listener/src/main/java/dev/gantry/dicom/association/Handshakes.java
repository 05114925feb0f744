// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.tls.HandshakeFailure;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Handler;
import io.vertx.core.net.NetSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections to the TLS port, until they are encrypted. On the listener's event loop only.
///
/// Each is accepted plain and encrypted by us: only so is it known whose handshake failed, and each takes the
/// certificate of the day.
final class Handshakes {
    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
    /// At once; a handshake takes ten seconds at most.
    private static final int MOST = 64;

    private final Tls tls;
    private final Access access;
    private final Handler<NetSocket> encrypted;
    private int running;

    Handshakes(Tls tls, Access access, Handler<NetSocket> encrypted) {
        this.tls = tls;
        this.access = access;
        this.encrypted = encrypted;
    }

    void begin(NetSocket socket) {
        if (running == MOST) {
            LOG.warn("peer={} closed reason=\"{} TLS handshakes at once are the limit\"",
                    socket.remoteAddress().hostAddress(), MOST);
            socket.close();
            return;
        }
        running++;
        socket.exceptionHandler(_ -> {}); // the handshake fails with it
        socket.pause(); // what comes right behind the handshake waits until somebody listens
        tls.encrypt(socket).onComplete(_ -> {
            running--;
            encrypted.handle(socket);
            socket.resume();
        }, failure -> {
            running--;
            failed(socket, HandshakeFailure.of(failure));
            socket.close();
        });
    }

    private void failed(NetSocket socket, HandshakeFailure failure) {
        var peer = socket.remoteAddress().hostAddress();
        switch (failure.kind()) {
            case SILENT -> LOG.info("peer={} not associated reason=\"it {}\" hint=\"{}\"", peer, failure.why(),
                    failure.remedy());
            case NOT_TLS -> access.refused(Callers.address(socket), Cause.WRONG_PORT, "it " + failure.why(),
                    failure.remedy());
            case DISAGREED -> access.refused(Callers.address(socket), Cause.HANDSHAKE, "it " + failure.why(),
                    failure.remedy());
        }
    }
}
