// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.association.Requested.Accepted;
import dev.gantry.dicom.association.Requested.Failed;
import dev.gantry.dicom.association.Requested.Rejected;
import dev.gantry.dicom.association.Requested.Unreachable;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.PduCodec;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The shell around [RequestorLayer]: feeds it events, carries out its effects.
final class RequestedAssociation implements Association, Transport.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(RequestedAssociation.class);

    private final long number = Numbers.next();
    private final Vertx vertx;
    private final io.vertx.core.Context context;
    private final NetClient client;
    private final PduCodec codec;
    private final Requestor.Peer peer;
    private final Function<Association, ServiceUser> users;
    private final Promise<Requested> outcome;
    private RequestorState state = new RequestorState.Idle();
    private Optional<Transport> transport = Optional.empty();
    private Optional<AssociateRq> request = Optional.empty();
    private Optional<Terms> terms = Optional.empty();
    private Optional<ServiceUser> user = Optional.empty();
    /// ARTIM in Sta13 (PS3.8 9.1.5); elsewhere how long we wait for an answer. Never both at once.
    private long timer = -1;

    RequestedAssociation(Vertx vertx, NetClient client, PduCodec codec, Requestor.Peer peer,
            Function<Association, ServiceUser> users, Promise<Requested> outcome) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.codec = codec;
        this.peer = peer;
        this.users = users;
        this.outcome = outcome;
    }

    void open(AssociateRq asked) {
        request = Optional.of(asked);
        on(new Event.AskToAssociate(asked));
    }

    private void connect() {
        client.connect(peer.port(), peer.host()).onComplete(this::connected, cause -> {
            outcome.tryComplete(new Unreachable(cause.getMessage()));
            on(new Event.TransportClosed());
            client.close();
        });
    }

    private void connected(NetSocket socket) {
        var opened = new Transport(vertx, socket, codec, this);
        transport = Optional.of(opened);
        opened.open();
        opened.guarded(() -> {
            on(new Event.TransportConnected());
            expect("no answer to the association request");
        });
    }

    /// Gives up when nothing happens within the limit.
    private void expect(String complaint) {
        start(() -> {
            outcome.tryComplete(new Failed(complaint + " within " + peer.limit().toMillis() + " ms"));
            on(new Event.GiveUp());
            ended(new Aborted(complaint));
        });
    }

    private void start(Runnable late) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(peer.limit().toMillis(), _ -> transport.ifPresent(live -> live.guarded(late)));
    }

    @Override
    public void received(Pdu pdu) {
        on(new Event.Received(pdu));
    }

    @Override
    public void unreadable(Malformed malformed, ByteBuf start) {
        LOG.warn("association={} peer={} unreadable detail=\"{}\"", number, peer(), malformed.detail());
        outcome.tryComplete(new Failed("the answer is not DICOM: " + malformed.detail()));
        on(new Event.Unreadable(malformed.reason()));
    }

    @Override
    public void closed() {
        outcome.tryComplete(new Failed("the peer closed the connection"));
        ended(new Aborted("connection lost")); // A-P-ABORT says only that no reason is specified
        on(new Event.TransportClosed());
        vertx.cancelTimer(timer);
        client.close();
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("association={} peer={} ended by a bug", number, peer(), bug);
        outcome.tryComplete(new Failed("internal error"));
        ended(new Aborted("internal error"));
        if (state instanceof RequestorState.Idle || state instanceof RequestorState.Closing) {
            leave();
        } else {
            on(new Event.GiveUp());
        }
    }

    private void on(Event event) {
        var step = RequestorLayer.step(state, event);
        state = step.next();
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Connect _ -> connect();
            case Effect.Write(var pdu) -> transport.ifPresent(live -> live.write(pdu));
            case Effect.Indicate(var pdu) -> indicate(pdu);
            case Effect.StartArtim _ -> start(() -> on(new Event.ArtimExpired()));
            case Effect.StopArtim _ -> vertx.cancelTimer(timer);
            case Effect.CloseTransport _ -> leave();
        }
    }

    private void leave() {
        vertx.cancelTimer(timer);
        transport.ifPresent(Transport::close);
        client.close();
    }

    private void indicate(Pdu pdu) {
        switch (pdu) {
            case AssociateAc accept -> accepted(accept);
            case AssociateRj reject -> outcome.tryComplete(new Rejected(reject.words(), reject.temporary()));
            case PData(var values) -> values.forEach(this::indicate);
            case ReleaseRq _ -> releaseRequested();
            case ReleaseRp _ -> ended(new Released());
            case Abort(var reason) -> {
                outcome.tryComplete(new Failed("aborted: " + reason.words()));
                ended(new Aborted(reason.words()));
            }
            default -> throw new IllegalStateException("not for the service-user: " + pdu);
        }
    }

    private void accepted(AssociateAc accept) {
        vertx.cancelTimer(timer);
        terms = Optional.of(Terms.of(request.orElseThrow(), accept, accept.user()));
        user = Optional.of(users.apply(this));
        outcome.tryComplete(new Accepted(this));
    }

    /// In a collision (PS3.8 9.2, AR-8) there is nothing left that the service-user could want to send.
    private void releaseRequested() {
        if (state instanceof RequestorState.Colliding) {
            on(new Event.ConfirmRelease());
        } else {
            user.ifPresent(ServiceUser::releaseRequested);
        }
    }

    private void indicate(Pdv value) {
        if (contexts().containsKey(value.contextId())) {
            user.ifPresent(live -> live.received(value));
        } else if (state instanceof RequestorState.Established) {
            on(new Event.Unreadable(AbortReason.INVALID_PARAMETER));
        }
    }

    private void ended(Ending how) {
        user.ifPresent(live -> {
            user = Optional.empty();
            live.ended(how);
        });
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Titles titles() {
        return peer.titles();
    }

    @Override
    public String peer() {
        return peer.host();
    }

    @Override
    public Map<Integer, Context> contexts() {
        return terms.orElseThrow().contexts();
    }

    @Override
    public Role role(String sopClass) {
        return terms.orElseThrow().role(sopClass);
    }

    @Override
    public int sendableBytes() {
        return terms.orElseThrow().sendableBytes();
    }

    @Override
    public Future<Void> send(List<PData> data) {
        data.forEach(pdu -> on(new Event.Send(pdu)));
        return transport.orElseThrow().flush();
    }

    @Override
    public void pause() {
        transport.ifPresent(Transport::pause);
    }

    @Override
    public void resume() {
        transport.ifPresent(Transport::resume);
    }

    @Override
    public void execute(Runnable work) {
        if (Vertx.currentContext() == context) {
            transport.ifPresent(live -> live.guarded(work));
        } else {
            context.runOnContext(_ -> transport.ifPresent(live -> live.guarded(work)));
        }
    }

    @Override
    public void release() {
        if (state instanceof RequestorState.Releasing) {
            on(new Event.ConfirmRelease());
            ended(new Released());
        } else {
            on(new Event.AskToRelease());
            expect("no answer to the release request");
        }
        transport.ifPresent(Transport::flush);
    }

    @Override
    public void abort(String why) {
        if (user.isPresent()) {
            on(new Event.GiveUp());
            transport.ifPresent(Transport::flush);
            ended(new Aborted(why));
        }
    }
}
