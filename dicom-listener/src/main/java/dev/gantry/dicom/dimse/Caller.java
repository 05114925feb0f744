// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Requested;
import dev.gantry.dicom.association.Requestor;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.association.Requestor.Proposal;
import dev.gantry.dicom.association.Retry;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/// Opens associations for one normalized service, as its user or as its provider (PS3.7 D.3.3.4).
public final class Caller {
    private final Requestor requestor;

    /// Which side of the service we are.
    public enum Side { USER, PROVIDER }

    public Caller(Vertx vertx) {
        this.requestor = new Requestor(vertx);
    }

    /// One attempt. Never fails.
    ///
    /// As a provider we ask for the SCP role. A peer that does not grant it is spoken to all the same: many that leave
    /// the item unanswered do take notifications, and those that do not will say so.
    ///
    /// @param services what the peer may ask of us on this association
    public Future<Called> call(Peer peer, String sopClassUid, Side side, List<NormalizedService> services) {
        var result = Promise.<Called>promise();
        var context = new ProposedContext(1, sopClassUid, List.of(
                TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid(), TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid()));
        var roles = switch (side) {
            case USER -> List.<UserItem>of();
            case PROVIDER -> List.<UserItem>of(new Role(sopClassUid, false, true));
        };
        requestor.request(peer, new Proposal(List.of(context), roles), Retry.NEVER,
                        association -> standing(association, services, result))
                .onSuccess(requested -> {
                    if (!(requested instanceof Requested.Accepted)) {
                        result.tryComplete(new Called.Failed(requested.words()));
                    }
                });
        return result.future();
    }

    private static ServiceUser standing(
            Association association, List<NormalizedService> services, Promise<Called> result) {
        var conversation = new Conversation(association, Services.withoutStorage(services));
        if (association.contexts().isEmpty()) {
            conversation.dialogue().release();
            result.tryComplete(new Called.Failed("the SOP class is not accepted there"));
        } else {
            result.tryComplete(new Called.Standing(conversation.dialogue()));
        }
        return conversation;
    }
}
