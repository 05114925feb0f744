// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.tls.HandshakeFailure;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/// How a peer is called with TLS.
///
/// @param tls         our certificate, and whom we believe
/// @param certificate the name its certificate must be made out to; empty: any that we believe
public record Secured(Tls tls, Optional<String> certificate) {

    /// Connects, with TLS where the peer asks for it. Fails with words for people.
    static Future<NetSocket> connect(NetClient client, Requestor.Peer peer) {
        return peer.secured().map(secured -> secured.call(client, peer))
                .orElseGet(() -> client.connect(peer.port(), peer.host()));
    }

    private Future<NetSocket> call(NetClient client, Requestor.Peer peer) {
        var options = new ConnectOptions().setHost(peer.host()).setPort(peer.port())
                .setSsl(true).setSslOptions(tls.client());
        return client.connect(options).recover(Secured::explained).compose(this::known);
    }

    private static Future<NetSocket> explained(Throwable cause) {
        return cause instanceof java.net.ConnectException || cause instanceof java.net.UnknownHostException
                ? Future.failedFuture(cause)
                : Future.failedFuture("it " + HandshakeFailure.of(cause).why());
    }

    private Future<NetSocket> known(NetSocket socket) {
        var names = Tls.names(socket);
        if (certificate.isEmpty() || names.stream().anyMatch(certificate.get()::equalsIgnoreCase)) {
            return Future.succeededFuture(socket);
        }
        socket.close();
        return Future.failedFuture("its certificate is made out to %s, '%s' is wanted".formatted(names,
                certificate.get()));
    }
}
