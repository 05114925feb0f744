// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Callee;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.PduCodec;
import dev.gantry.dicom.pdu.UserInformation;
import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other systems for associations.
public final class Requestor {
    private static final int MAX_PDU_BYTES = 131_072;
    private static final PduCodec CODEC = new PduCodec(MAX_PDU_BYTES);

    private static final Logger LOG = LoggerFactory.getLogger(Requestor.class);

    private final Vertx vertx;
    private final DoubleSupplier draws;

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

    /// What to ask for.
    ///
    /// @param contexts at most 128, with different odd ids from 1 to 255 (PS3.8 9.3.2.2)
    /// @param user     besides maximum length and implementation: roles, extended negotiation, identity
    ///                 (PS3.7 D.3.3)
    public record Proposal(List<ProposedContext> contexts, List<UserItem> user) {
        public Proposal {
            contexts = List.copyOf(contexts);
            user = List.copyOf(user);
        }
    }

    public Requestor(Vertx vertx) {
        this(vertx, () -> ThreadLocalRandom.current().nextDouble());
    }

    /// @param draws numbers from 0 to 1 for [Retry#pause]
    Requestor(Vertx vertx, DoubleSupplier draws) {
        this.vertx = vertx;
        this.draws = draws;
    }

    /// One attempt. Never fails. `user` is asked for once, on the event loop of the association, when it is accepted.
    public Future<Requested> request(
            Peer peer, List<ProposedContext> contexts, Function<Association, ServiceUser> user) {
        return request(peer, new Proposal(contexts, List.of()), Retry.NEVER, user);
    }

    /// The same, and again and again where [Requested#mayPass], as far as `retry` lets it. Completes with how the last
    /// attempt went.
    public Future<Requested> request(
            Peer peer, Proposal proposal, Retry retry, Function<Association, ServiceUser> user) {
        var items = Ourselves.introduction(MAX_PDU_BYTES);
        items.addAll(proposal.user());
        var request = new AssociateRq(peer.titles(), proposal.contexts(), new UserInformation(items));
        var outcome = Promise.<Requested>promise();
        attempt(new Call(peer, request, user, retry, System.nanoTime()), 1, outcome);
        return outcome.future();
    }

    private record Call(Peer peer, AssociateRq request, Function<Association, ServiceUser> user, Retry retry,
            long startedAtNanos) {}

    private void attempt(Call call, int attempt, Promise<Requested> outcome) {
        var once = Promise.<Requested>promise();
        vertx.getOrCreateContext().runOnContext(_ -> new RequestedAssociation(
                vertx, client(call.peer()), CODEC, call.peer(), call.user(), once).open(call.request()));
        once.future().onSuccess(requested -> pause(call, attempt, requested).ifPresentOrElse(pause -> {
            LOG.info("host={} port={} called='{}' attempt={} again-in={}ms reason=\"{}\"", call.peer().host(),
                    call.peer().port(), call.peer().titles().called(), attempt, pause.toMillis(), requested.words());
            vertx.setTimer(pause.toMillis(), _ -> attempt(call, attempt + 1, outcome));
        }, () -> outcome.complete(requested)));
    }

    private Optional<Duration> pause(Call call, int attempt, Requested requested) {
        return requested.mayPass()
                ? call.retry().pause(attempt, Duration.ofNanos(System.nanoTime() - call.startedAtNanos()),
                        draws.getAsDouble())
                : Optional.empty();
    }

    private NetClient client(Peer peer) {
        return vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) peer.limit().toMillis()));
    }
}
