// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Callee;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.PduCodec;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks other systems for associations.
public final class Requestor {
    private static final int MAX_PDU_BYTES = 131_072;
    private static final PduCodec CODEC = new PduCodec(MAX_PDU_BYTES);

    private final Vertx vertx;

    /// Whom to call.
    ///
    /// @param limit   for connecting, for the answer, and for the release
    /// @param secured how it is called with TLS; empty: without
    public record Peer(String host, int port, Titles titles, Duration limit, Optional<Secured> secured) {
        public Peer(String host, int port, Titles titles, Duration limit) {
            this(host, port, titles, limit, Optional.empty());
        }

        /// One of the address book, called in the name of `own`.
        ///
        /// @param tls there when any listed peer is called with TLS; the settings see to it
        public static Peer of(Callee callee, AeTitle own, Duration limit, Optional<Tls> tls) {
            return new Peer(callee.host(), callee.port(), new Titles(callee.title(), own), limit, callee.tls()
                    ? Optional.of(new Secured(tls.orElseThrow(), callee.certificate()))
                    : Optional.empty());
        }
    }

    public Requestor(Vertx vertx) {
        this.vertx = vertx;
    }

    /// Never fails. `user` is asked for once, on the event loop of the association, when it is accepted.
    public Future<Requested> request(
            Peer peer, List<ProposedContext> contexts, Function<Association, ServiceUser> user) {
        var outcome = Promise.<Requested>promise();
        var request = new AssociateRq(peer.titles(), contexts, Ourselves.request(MAX_PDU_BYTES));
        vertx.getOrCreateContext().runOnContext(
                _ -> new RequestedAssociation(vertx, client(peer), CODEC, peer, user, outcome).open(request));
        return outcome.future();
    }

    private NetClient client(Peer peer) {
        return vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) peer.limit().toMillis()));
    }
}
