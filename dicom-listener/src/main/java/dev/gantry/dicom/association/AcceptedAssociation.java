// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The shell around [UpperLayer]: feeds it events, carries out its effects.
final class AcceptedAssociation implements Association, Transport.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedAssociation.class);

    private final long number = Numbers.next();
    private final Vertx vertx;
    private final io.vertx.core.Context context;
    private final Roster roster;
    private final Newcomer newcomer;
    private final Transport transport;
    private final String peer;
    private State state = new State.Idle();
    private Optional<Terms> terms = Optional.empty();
    private Optional<ServiceUser> user = Optional.empty();
    /// ARTIM in Sta2 and Sta13 (PS3.8 9.1.5); elsewhere how long we wait for the answer to a release. Never both.
    private long timer = -1;

    AcceptedAssociation(Vertx vertx, NetSocket socket, Roster roster, Access access) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.roster = roster;
        this.transport = new Transport(vertx, socket, roster.codec(), this);
        this.peer = transport.peer();
        this.newcomer = new Newcomer(number, socket, peer, access, roster.service());
    }

    void open() {
        if (!roster.enter(this)) {
            transport.close();
            return;
        }
        transport.open();
        on(new Event.TransportOpened());
    }

    /// The listener stops: who has no association yet goes now, the others get `grace`.
    void drain(Duration grace) {
        switch (state) {
            case State.AwaitingRequest _ -> transport.guarded(() -> on(new Event.ArtimExpired()));
            case State.Deciding _, State.Established _, State.AwaitingRelease _, State.Releasing _,
                    State.AwaitingCollidedRelease _, State.Colliding _ -> vertx.setTimer(grace.toMillis(), _ ->
                            transport.guarded(() -> abort("the listener stops")));
            case State.Idle _, State.Closing _ -> {}
        }
    }

    @Override
    public void received(Pdu pdu) {
        if (state instanceof State.AwaitingRequest) {
            newcomer.says(pdu);
        }
        on(new Event.Received(pdu));
    }

    @Override
    public void unreadable(Malformed malformed, ByteBuf start) {
        boolean foreign = malformed.reason() == AbortReason.UNRECOGNIZED_PDU;
        if (state instanceof State.AwaitingRequest && foreign) {
            newcomer.saysWhatIsNotDicom(malformed, start);
            on(new Event.Unreadable(malformed.reason()));
            on(new Event.ArtimExpired()); // it will not understand the A-ABORT: do not wait
        } else {
            LOG.warn("association={} peer={} unreadable detail=\"{}\"", number, peer, malformed.detail());
            on(new Event.Unreadable(malformed.reason()));
        }
    }

    @Override
    public void closed() {
        ended(new Aborted("connection lost")); // A-P-ABORT says only that no reason is specified
        on(new Event.TransportClosed());
        roster.left(this);
    }

    @Override
    public void failed(RuntimeException bug) {
        LOG.error("association={} peer={} ended by a bug", number, peer, bug);
        ended(new Aborted("internal error"));
        switch (state) {
            case State.Idle _, State.AwaitingRequest _, State.Closing _ -> leave();
            case State.Deciding _, State.Established _, State.AwaitingRelease _, State.Releasing _,
                    State.AwaitingCollidedRelease _, State.Colliding _ -> on(new Event.GiveUp());
        }
    }

    private void on(Event event) {
        var step = UpperLayer.step(state, event);
        LOG.debug("association={} event={} state={}", number, event.getClass().getSimpleName(), step.next()
                .getClass()
                .getSimpleName());
        state = step.next();
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Write(var pdu) -> transport.write(pdu);
            case Effect.Indicate(var pdu) -> indicate(pdu);
            case Effect.StartArtim _ -> startArtim();
            case Effect.StopArtim _ -> vertx.cancelTimer(timer);
            case Effect.CloseTransport _ -> leave();
            case Effect.Connect _ -> throw new IllegalStateException("an acceptor does not connect");
        }
    }

    private void leave() {
        vertx.cancelTimer(timer);
        transport.close();
        roster.left(this);
    }

    private void startArtim() {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(roster.settings().artim().toMillis(), _ -> transport.guarded(() -> {
            if (state instanceof State.AwaitingRequest) {
                newcomer.saysNothing();
            }
            on(new Event.ArtimExpired());
        }));
    }

    private void indicate(Pdu pdu) {
        switch (pdu) {
            case AssociateRq asked -> decide(asked);
            case PData(var values) -> values.forEach(this::indicate);
            case ReleaseRq _ -> releaseRequested();
            case ReleaseRp _ -> released();
            case Abort(var reason) -> ended(new Aborted(reason.words()));
            default -> throw new IllegalStateException("not for the service-user: " + pdu);
        }
    }

    /// In a collision (PS3.8 9.2, AR-8) the peer answers first.
    private void releaseRequested() {
        if (state instanceof State.Releasing) {
            user.ifPresent(ServiceUser::releaseRequested);
        }
    }

    private void released() {
        if (state instanceof State.Colliding) {
            on(new Event.ConfirmRelease());
        }
        ended(new Released());
    }

    /// A context id that was not accepted is an invalid parameter (PS3.8 9.3.8), so Evt19.
    private void indicate(Pdv value) {
        if (!(state instanceof State.Established || state instanceof State.AwaitingRelease)) {
            return; // a value before this one in the same PDU made somebody abort
        }
        if (contexts().containsKey(value.contextId())) {
            user.ifPresent(live -> live.received(value));
        } else {
            LOG.warn("association={} peer={} detail=\"context {} was not accepted\"", number, peer,
                    value.contextId());
            on(new Event.Unreadable(AbortReason.INVALID_PARAMETER));
        }
    }

    private void decide(AssociateRq asked) {
        newcomer.judged(asked).thenAccept(verdict -> execute(() -> {
            if (state instanceof State.Deciding) { // it may be gone meanwhile
                newcomer.objection(asked, verdict, roster, this)
                        .ifPresentOrElse(no -> on(new Event.Reject(no.pdu())), () -> accept(asked));
            }
        }));
    }

    private void accept(AssociateRq asked) {
        var answer = Acceptance.of(asked, roster.service(), roster.settings().maxPduBytes());
        var agreed = Terms.of(asked, answer, asked.user());
        terms = Optional.of(agreed);
        on(new Event.Accept(answer));
        LOG.info("association={} associated calling='{}' peer={} contexts={}/{} implementation=\"{}\"",
                number, asked.titles().calling(), peer, agreed.contexts().size(), answer.contexts().size(),
                asked.user().implementation());
        transport.watch(roster.settings().idle(),
                () -> abort("silent for " + roster.settings().idle().toSeconds() + " s"));
        user = Optional.of(roster.service().accepted(this));
    }

    private void ended(Ending how) {
        roster.ended(this);
        user.ifPresent(live -> {
            user = Optional.empty();
            switch (how) {
                case Released _ -> LOG.info("association={} released", number);
                case Aborted(var why) -> LOG.warn("association={} aborted peer={} reason=\"{}\"", number,
                        peer, why);
            }
            live.ended(how);
        });
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Titles titles() {
        return terms.orElseThrow().titles();
    }

    @Override
    public String peer() {
        return peer;
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
        return transport.flush();
    }

    @Override
    public void pause() {
        transport.pause();
    }

    @Override
    public void resume() {
        transport.resume();
    }

    @Override
    public void execute(Runnable work) {
        if (Vertx.currentContext() == context) {
            transport.guarded(work);
        } else {
            context.runOnContext(_ -> transport.guarded(work));
        }
    }

    @Override
    public void release() {
        if (state instanceof State.Releasing) {
            on(new Event.ConfirmRelease());
            transport.flush();
            ended(new Released());
        } else {
            on(new Event.AskToRelease());
            transport.flush();
            timer = vertx.setTimer(roster.settings().artim().toMillis(), _ ->
                    transport.guarded(() -> abort("no answer to the release request")));
        }
    }

    @Override
    public void abort(String why) {
        if (user.isPresent()) {
            on(new Event.GiveUp());
            transport.flush();
            ended(new Aborted(why));
        }
    }
}
