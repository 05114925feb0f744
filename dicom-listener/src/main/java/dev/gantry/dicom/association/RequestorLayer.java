// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static dev.gantry.dicom.association.Step.to;
import static dev.gantry.dicom.pdu.AbortReason.BY_USER;
import static dev.gantry.dicom.pdu.AbortReason.UNEXPECTED_PDU;
import static dev.gantry.dicom.pdu.AbortReason.UNSPECIFIED;

import dev.gantry.dicom.association.Effect.CloseTransport;
import dev.gantry.dicom.association.Effect.Connect;
import dev.gantry.dicom.association.Effect.Indicate;
import dev.gantry.dicom.association.Effect.StartArtim;
import dev.gantry.dicom.association.Effect.StopArtim;
import dev.gantry.dicom.association.Effect.Write;
import dev.gantry.dicom.association.Event.ArtimExpired;
import dev.gantry.dicom.association.Event.AskToAssociate;
import dev.gantry.dicom.association.Event.AskToRelease;
import dev.gantry.dicom.association.Event.ConfirmRelease;
import dev.gantry.dicom.association.Event.GiveUp;
import dev.gantry.dicom.association.Event.Received;
import dev.gantry.dicom.association.Event.Send;
import dev.gantry.dicom.association.Event.TransportClosed;
import dev.gantry.dicom.association.Event.TransportConnected;
import dev.gantry.dicom.association.Event.Unreadable;
import dev.gantry.dicom.association.RequestorState.AwaitingAnswer;
import dev.gantry.dicom.association.RequestorState.AwaitingCollidedRelease;
import dev.gantry.dicom.association.RequestorState.AwaitingRelease;
import dev.gantry.dicom.association.RequestorState.Closing;
import dev.gantry.dicom.association.RequestorState.Colliding;
import dev.gantry.dicom.association.RequestorState.Connecting;
import dev.gantry.dicom.association.RequestorState.Established;
import dev.gantry.dicom.association.RequestorState.Idle;
import dev.gantry.dicom.association.RequestorState.Releasing;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;

/// The upper layer state machine, requestor side (PS3.8 9.2.3, Table 9-10).
///
/// Pure: no socket, no timer, no log. Comments name the action of PS3.8 9.2.2.
final class RequestorLayer {
    private RequestorLayer() {}

    static Step<RequestorState> step(RequestorState state, Event event) {
        return switch (state) {
            case Idle _ -> idle(state, event);
            case Connecting here -> connecting(here, event);
            case AwaitingAnswer _ -> awaitingAnswer(state, event);
            case Established _ -> established(state, event);
            case AwaitingRelease _ -> awaitingRelease(state, event);
            case Releasing _ -> releasing(state, event);
            case Colliding _ -> colliding(state, event);
            case AwaitingCollidedRelease _ -> awaitingCollidedRelease(state, event);
            case Closing _ -> closing(state, event);
        };
    }

    private static Step<RequestorState> idle(RequestorState here, Event event) {
        return switch (event) {
            case AskToAssociate(var request) -> to(new Connecting(request), new Connect()); // AE-1
            default -> throw impossible(here, event);
        };
    }

    private static Step<RequestorState> connecting(Connecting here, Event event) {
        return switch (event) {
            case TransportConnected _ -> to(new AwaitingAnswer(), new Write(here.request())); // AE-2
            case GiveUp _ -> to(new Idle(), new StopArtim(), new CloseTransport()); // AA-2
            case TransportClosed _ -> lost(); // AA-4
            default -> throw impossible(here, event);
        };
    }

    private static Step<RequestorState> awaitingAnswer(RequestorState here, Event event) {
        return switch (event) {
            case Received(AssociateAc accept) -> to(new Established(), new Indicate(accept)); // AE-3
            case Received(AssociateRj reject) ->
                    to(new Idle(), new Indicate(reject), new CloseTransport()); // AE-4
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> established(RequestorState here, Event event) {
        return switch (event) {
            case Received(PData data) -> to(here, new Indicate(data)); // DT-2
            case Received(ReleaseRq release) -> to(new Releasing(), new Indicate(release)); // AR-2
            case Send(var data) -> to(here, new Write(data)); // DT-1
            case AskToRelease _ -> to(new AwaitingRelease(), new Write(new ReleaseRq())); // AR-1
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> awaitingRelease(RequestorState here, Event event) {
        return switch (event) {
            case Received(PData data) -> to(here, new Indicate(data)); // AR-6
            case Received(ReleaseRq release) -> to(new Colliding(), new Indicate(release)); // AR-8
            case Received(ReleaseRp released) -> released(released); // AR-3
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> releasing(RequestorState here, Event event) {
        return switch (event) {
            case Send(var data) -> to(here, new Write(data)); // AR-7
            case ConfirmRelease _ -> to(new Closing(), new Write(new ReleaseRp()), new StartArtim()); // AR-4
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> colliding(RequestorState here, Event event) {
        return switch (event) {
            case ConfirmRelease _ -> to(new AwaitingCollidedRelease(), new Write(new ReleaseRp())); // AR-9
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> awaitingCollidedRelease(RequestorState here, Event event) {
        return switch (event) {
            case Received(ReleaseRp released) -> released(released); // AR-3
            default -> common(here, event);
        };
    }

    private static Step<RequestorState> closing(RequestorState here, Event event) {
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

    /// The column entries that Sta5 to Sta11 share.
    private static Step<RequestorState> common(RequestorState here, Event event) {
        return switch (event) {
            case Received(Abort abort) -> to(new Idle(), new Indicate(abort), new CloseTransport()); // AA-3
            case Received _ -> abort(UNEXPECTED_PDU); // AA-8
            case Unreadable(var reason) -> abort(reason); // AA-8
            case GiveUp _ -> to(new Closing(), new Write(new Abort(BY_USER)), new StartArtim()); // AA-1
            case TransportClosed _ -> lost(); // AA-4
            default -> throw impossible(here, event);
        };
    }

    private static Step<RequestorState> released(ReleaseRp released) {
        return to(new Idle(), new Indicate(released), new CloseTransport());
    }

    private static Step<RequestorState> lost() {
        return to(new Idle(), new Indicate(new Abort(UNSPECIFIED)));
    }

    private static Step<RequestorState> abort(AbortReason reason) {
        var abort = new Abort(reason);
        return to(new Closing(), new Write(abort), new Indicate(abort), new StartArtim());
    }

    /// An empty cell of Table 9-10: our own bug, never the peer's.
    private static IllegalStateException impossible(RequestorState state, Event event) {
        return new IllegalStateException(event + " cannot happen in " + state);
    }
}
