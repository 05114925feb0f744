// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.access.Verdict;
import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.Rejection;
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
    private final Access access;
    private final NetSocket socket;
    private final Transport transport;
    private final String peer;
    private State state = new State.Idle();
    private Optional<AssociateRq> request = Optional.empty();
    private Map<Integer, Context> contexts = Map.of();
    private Optional<ServiceUser> user = Optional.empty();
    private long artimTimer = -1;

    AcceptedAssociation(Vertx vertx, NetSocket socket, Roster roster, Access access) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.roster = roster;
        this.access = access;
        this.socket = socket;
        this.transport = new Transport(vertx, socket, roster.codec(), this);
        this.peer = transport.peer();
    }

    void open() {
        if (!roster.enter(this)) {
            LOG.warn("association={} peer={} closed reason=\"too many connections\"", number, peer);
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
            case State.Deciding _, State.Established _, State.Releasing _ ->
                    vertx.setTimer(grace.toMillis(), _ ->
                            transport.guarded(() -> abort("the listener stops")));
            case State.Idle _, State.Closing _ -> {}
        }
    }

    @Override
    public void received(Pdu pdu) {
        on(new Event.Received(pdu));
    }

    @Override
    public void unreadable(Malformed malformed, ByteBuf start) {
        if (state instanceof State.AwaitingRequest) {
            var glimpse = Glimpse.of(start);
            LOG.warn("association={} peer={} not-dicom looks-like=\"{}\" first-bytes={} detail=\"{}\"",
                    number, peer, glimpse.guess(), glimpse.hex(), malformed.detail());
            glimpse.objection().ifPresent(why -> access.refused(Callers.address(socket), Cause.WRONG_PORT, why,
                    "let it call dicom.tls.port, or switch TLS off there"));
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
        if (state instanceof State.Deciding || state instanceof State.Established
                || state instanceof State.Releasing) {
            on(new Event.GiveUp());
        } else {
            leave();
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
            case Effect.StopArtim _ -> vertx.cancelTimer(artimTimer);
            case Effect.CloseTransport _ -> leave();
            case Effect.Connect _ -> throw new IllegalStateException("an acceptor does not connect");
        }
    }

    private void leave() {
        vertx.cancelTimer(artimTimer);
        transport.close();
        roster.left(this);
    }

    private void startArtim() {
        vertx.cancelTimer(artimTimer);
        artimTimer = vertx.setTimer(roster.settings().artim().toMillis(), _ -> transport.guarded(() -> {
            if (state instanceof State.AwaitingRequest) {
                LOG.info("association={} peer={} closed reason=\"no request in time\"", number, peer);
            }
            on(new Event.ArtimExpired());
        }));
    }

    private void indicate(Pdu pdu) {
        switch (pdu) {
            case AssociateRq asked -> decide(asked);
            case PData(var values) -> values.forEach(this::indicate);
            case ReleaseRq _ -> user.ifPresent(ServiceUser::releaseRequested);
            case Abort(var reason) -> ended(new Aborted(reason.words()));
            default -> throw new IllegalStateException("not for the service-user: " + pdu);
        }
    }

    /// A context id that was not accepted is an invalid parameter (PS3.8 9.3.8), so Evt19.
    private void indicate(Pdv value) {
        if (!(state instanceof State.Established)) {
            return; // a value before this one in the same PDU made somebody abort
        }
        if (contexts.containsKey(value.contextId())) {
            user.ifPresent(live -> live.received(value));
        } else {
            LOG.warn("association={} peer={} detail=\"context {} was not accepted\"", number, peer,
                    value.contextId());
            on(new Event.Unreadable(AbortReason.INVALID_PARAMETER));
        }
    }

    private void decide(AssociateRq asked) {
        request = Optional.of(asked);
        access.judge(Callers.of(asked, socket)).thenAccept(verdict -> execute(() -> {
            if (state instanceof State.Deciding) { // it may be gone meanwhile
                objection(asked, verdict).ifPresentOrElse(no -> on(new Event.Reject(no.pdu())), () -> accept(asked));
            }
        }));
    }

    private Optional<Rejection> objection(AssociateRq asked, Verdict verdict) {
        var titles = asked.titles();
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.rejection()); // told of by the room that refused it
        }
        if (!asked.applicationContext().equals(Pdu.DICOM_APPLICATION_CONTEXT)) {
            LOG.warn("association={} peer={} calling='{}' rejected reason=\"application context '{}'\"",
                    number, peer, titles.calling(), asked.applicationContext());
            return Optional.of(Rejection.APPLICATION_CONTEXT_NOT_SUPPORTED);
        }
        if (roster.draining()) {
            return Optional.of(Rejection.TEMPORARY_CONGESTION);
        }
        if (!roster.admit(this)) {
            LOG.warn("association={} peer={} calling='{}' rejected reason=\"{} associations are the limit\"",
                    number, peer, titles.calling(), roster.settings().maxAssociations());
            return Optional.of(Rejection.LOCAL_LIMIT_EXCEEDED);
        }
        return Optional.empty();
    }

    private void accept(AssociateRq asked) {
        var answers = asked.contexts().stream().map(roster.service()::choose).toList();
        contexts = agreed(asked.contexts(), answers);
        on(new Event.Accept(new AssociateAc(
                asked.titles(), answers, Ourselves.answer(asked.user(), roster.settings().maxPduBytes()))));
        LOG.info("association={} associated calling='{}' peer={} contexts={}/{} implementation=\"{}\"",
                number, asked.titles().calling(), peer, contexts.size(), answers.size(), asked.user()
                        .implementation());
        transport.watch(roster.settings().idle(),
                () -> abort("silent for " + roster.settings().idle().toSeconds() + " s"));
        user = Optional.of(roster.service().accepted(this));
    }

    static Map<Integer, Context> agreed(List<ProposedContext> proposed, List<ContextAnswer> answers) {
        var abstractSyntaxes =
                proposed.stream().collect(toUnmodifiableMap(ProposedContext::id,
                        ProposedContext::abstractSyntax));
        return answers.stream()
                .filter(answer -> answer.accepted() && abstractSyntaxes.containsKey(answer.id()))
                .map(answer -> new Context(answer.id(), abstractSyntaxes.get(answer.id()),
                        answer.transferSyntax()))
                .collect(toUnmodifiableMap(Context::id, context -> context));
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
        return request.orElseThrow().titles();
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Map<Integer, Context> contexts() {
        return contexts;
    }

    @Override
    public int sendableBytes() {
        return request.orElseThrow().user().sendableBytes();
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
        on(new Event.ConfirmRelease());
        transport.flush();
        ended(new Released());
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
