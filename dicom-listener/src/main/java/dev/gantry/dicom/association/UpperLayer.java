// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static dev.gantry.dicom.association.Step.to;
import static dev.gantry.dicom.pdu.AbortReason.BY_USER;
import static dev.gantry.dicom.pdu.AbortReason.UNEXPECTED_PDU;
import static dev.gantry.dicom.pdu.AbortReason.UNSPECIFIED;

import dev.gantry.dicom.association.Effect.CloseTransport;
import dev.gantry.dicom.association.Effect.Indicate;
import dev.gantry.dicom.association.Effect.StartArtim;
import dev.gantry.dicom.association.Effect.StopArtim;
import dev.gantry.dicom.association.Effect.Write;
import dev.gantry.dicom.association.Event.Accept;
import dev.gantry.dicom.association.Event.ArtimExpired;
import dev.gantry.dicom.association.Event.AskToRelease;
import dev.gantry.dicom.association.Event.ConfirmRelease;
import dev.gantry.dicom.association.Event.GiveUp;
import dev.gantry.dicom.association.Event.Received;
import dev.gantry.dicom.association.Event.Reject;
import dev.gantry.dicom.association.Event.Send;
import dev.gantry.dicom.association.Event.TransportClosed;
import dev.gantry.dicom.association.Event.TransportOpened;
import dev.gantry.dicom.association.Event.Unreadable;
import dev.gantry.dicom.association.State.AwaitingCollidedRelease;
import dev.gantry.dicom.association.State.AwaitingRelease;
import dev.gantry.dicom.association.State.AwaitingRequest;
import dev.gantry.dicom.association.State.Closing;
import dev.gantry.dicom.association.State.Colliding;
import dev.gantry.dicom.association.State.Deciding;
import dev.gantry.dicom.association.State.Established;
import dev.gantry.dicom.association.State.Idle;
import dev.gantry.dicom.association.State.Releasing;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Rejection;

/// The upper layer state machine, acceptor side (PS3.8 9.2.3, Table 9-10).
///
/// Pure: no socket, no timer, no log. Comments name the action of PS3.8 9.2.2.
final class UpperLayer {
    private UpperLayer() {}

    static Step<State> step(State state, Event event) {
        return switch (state) {
            case Idle _ -> idle(event);
            case AwaitingRequest _ -> awaitingRequest(event);
            case Deciding _ -> deciding(state, event);
            case Established here -> established(here, event);
            case AwaitingRelease _ -> awaitingRelease(state, event);
            case Releasing _ -> releasing(state, event);
            case AwaitingCollidedRelease _ -> awaitingCollidedRelease(state, event);
            case Colliding _ -> colliding(state, event);
            case Closing _ -> closing(state, event);
        };
    }

    private static Step<State> idle(Event event) {
        return switch (event) {
            case TransportOpened _ -> to(new AwaitingRequest(), new StartArtim()); // AE-5
            default -> throw impossible(new Idle(), event);
        };
    }

    private static Step<State> awaitingRequest(Event event) {
        return switch (event) {
            case Received(AssociateRq request) when request.speaksVersion1() ->
                    to(new Deciding(request), new StopArtim(), new Indicate(request)); // AE-6
            case Received(AssociateRq _) ->
                    to(new Closing(), new Write(Rejection.VERSION_NOT_SUPPORTED.pdu()),
                            new StartArtim()); // AE-6
            case Received(Abort _), ArtimExpired _ ->
                    to(new Idle(), new StopArtim(), new CloseTransport()); // AA-2
            case Received _, Unreadable _ ->
                    to(new Closing(), new Write(new Abort(BY_USER)), new StartArtim()); // AA-1
            case TransportClosed _ -> to(new Idle(), new StopArtim()); // AA-5
            default -> throw impossible(new AwaitingRequest(), event);
        };
    }

    private static Step<State> deciding(State here, Event event) {
        return switch (event) {
            case Accept(var answer) -> to(new Established(answer), new Write(answer)); // AE-7
            case Reject(var answer) -> to(new Closing(), new Write(answer), new StartArtim()); // AE-8
            default -> common(here, event);
        };
    }

    private static Step<State> established(Established here, Event event) {
        return switch (event) {
            case Received(PData data) -> to(here, new Indicate(data)); // DT-2
            case Received(ReleaseRq release) ->
                    to(new Releasing(here.terms()), new Indicate(release)); // AR-2
            case Send(var data) -> to(here, new Write(data)); // DT-1
            case AskToRelease _ -> to(new AwaitingRelease(), new Write(new ReleaseRq())); // AR-1
            default -> common(here, event);
        };
    }

    private static Step<State> awaitingRelease(State here, Event event) {
        return switch (event) {
            case Received(PData data) -> to(here, new Indicate(data)); // AR-6
            case Received(ReleaseRq release) -> to(new AwaitingCollidedRelease(), new Indicate(release)); // AR-8
            case Received(ReleaseRp released) ->
                    to(new Idle(), new Indicate(released), new CloseTransport()); // AR-3
            default -> common(here, event);
        };
    }

    private static Step<State> releasing(State here, Event event) {
        return switch (event) {
            case Send(var data) -> to(here, new Write(data)); // AR-7
            case ConfirmRelease _ -> to(new Closing(), new Write(new ReleaseRp()), new StartArtim()); // AR-4
            default -> common(here, event);
        };
    }

    private static Step<State> awaitingCollidedRelease(State here, Event event) {
        return switch (event) {
            case Received(ReleaseRp released) -> to(new Colliding(), new Indicate(released)); // AR-10
            default -> common(here, event);
        };
    }

    private static Step<State> colliding(State here, Event event) {
        return switch (event) {
            case ConfirmRelease _ -> to(new Closing(), new Write(new ReleaseRp()), new StartArtim()); // AR-4
            default -> common(here, event);
        };
    }

    private static Step<State> closing(State here, Event event) {
        return switch (event) {
            case Received(AssociateRq _) -> to(here, new Write(new Abort(UNEXPECTED_PDU))); // AA-7
            case Unreadable(var reason) -> to(here, new Write(new Abort(reason))); // AA-7
            case Received(Abort _), ArtimExpired _ ->
                    to(new Idle(), new StopArtim(), new CloseTransport()); // AA-2
            case Received _ -> to(here); // AA-6
            case TransportClosed _ -> to(new Idle(), new StopArtim()); // AR-5
            default -> throw impossible(here, event);
        };
    }

    /// The column entries that Sta3 and Sta6 to Sta12 share.
    private static Step<State> common(State here, Event event) {
        return switch (event) {
            case Received(Abort abort) -> to(new Idle(), new Indicate(abort), new CloseTransport()); // AA-3
            case Received _ -> abort(UNEXPECTED_PDU); // AA-8
            case Unreadable(var reason) -> abort(reason); // AA-8
            case GiveUp _ -> to(new Closing(), new Write(new Abort(BY_USER)), new StartArtim()); // AA-1
            case TransportClosed _ -> to(new Idle(), new Indicate(new Abort(UNSPECIFIED))); // AA-4
            default -> throw impossible(here, event);
        };
    }

    private static Step<State> abort(AbortReason reason) {
        var abort = new Abort(reason);
        return to(new Closing(), new Write(abort), new Indicate(abort), new StartArtim());
    }

    /// An empty cell of Table 9-10: our own bug, never the peer's.
    private static IllegalStateException impossible(State state, Event event) {
        return new IllegalStateException(event + " cannot happen in " + state);
    }
}
