// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.tls.HandshakeFailure;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Handler;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections to the TLS port, until they are encrypted. On the listener's event loop only.
///
/// Each is accepted plain and encrypted by us: only so is it known whose handshake failed, and each takes the
/// certificate of the day.
final class Handshakes {
    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
    /// At once; a handshake takes ten seconds at most.
    static final int MOST = 64;
    /// Of them, with one address, so that one that only connects does not keep the others out.
    static final int MOST_PER_HOST = 16;

    private final Tls tls;
    private final Access access;
    private final Handler<NetSocket> encrypted;
    private final Map<String, Integer> running = new HashMap<>();
    private long turnedAway;

    Handshakes(Tls tls, Access access, Handler<NetSocket> encrypted) {
        this.tls = tls;
        this.access = access;
        this.encrypted = encrypted;
    }

    void begin(NetSocket socket) {
        var host = socket.remoteAddress().hostAddress();
        if (!enter(host)) {
            if (turnedAway++ % 1000 == 0) { // a flood of connections must not become a flood of lines
                LOG.warn("peer={} closed reason=\"{} TLS handshakes at once are the limit, {} for one address\"", host,
                        MOST, MOST_PER_HOST);
            }
            socket.close();
            return;
        }
        socket.exceptionHandler(_ -> {}); // the handshake fails with it
        socket.pause(); // what comes right behind the handshake waits until somebody listens
        tls.encrypt(socket).onComplete(_ -> {
            leave(host);
            encrypted.handle(socket);
            socket.resume();
        }, failure -> {
            leave(host);
            failed(socket, HandshakeFailure.of(failure));
            socket.close();
        });
    }

    private boolean enter(String host) {
        int all = running.values().stream().mapToInt(Integer::intValue).sum();
        boolean free = all < MOST && running.getOrDefault(host, 0) < MOST_PER_HOST;
        if (free) {
            running.merge(host, 1, Integer::sum);
        }
        return free;
    }

    private void leave(String host) {
        running.computeIfPresent(host, (_, count) -> count == 1 ? null : count - 1);
    }

    private void failed(NetSocket socket, HandshakeFailure failure) {
        var peer = socket.remoteAddress().hostAddress();
        switch (failure.kind()) {
            case SILENT -> LOG.info("peer={} not associated reason=\"it {}\" hint=\"{}\"", peer, failure.why(),
                    failure.remedy());
            case NOT_TLS -> access.refused(Callers.address(socket), Cause.WRONG_PORT, "it " + failure.why(),
                    failure.remedy());
            case UNFINISHED, DISAGREED -> access.refused(Callers.address(socket), Cause.HANDSHAKE,
                    "it " + failure.why(), failure.remedy());
        }
    }
}
