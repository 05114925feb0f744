// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.List;

/// Provides the Verification and Storage service classes to scanners (PS3.4 A, B), and what further rooms
/// add to them.
public final class Provider implements AssociationService {
    private final Negotiation negotiation;
    private final Services services;

    /// Verification and storage only, in the order of transfer syntaxes that [TransferSyntax] has.
    public Provider(Storage storage) {
        this(storage, List.of(), Negotiation.EXACT_FIRST);
    }

    /// @param normalized       further services; each class with its operations once
    /// @param transferSyntaxes those taken for objects, best first
    public Provider(Storage storage, List<NormalizedService> normalized, List<TransferSyntax> transferSyntaxes) {
        this.services = new Services(storage, normalized);
        this.negotiation = new Negotiation(services, transferSyntaxes);
    }

    /// Verification and every standard storage class, named in the resource or not; nothing private.
    @Override
    public ContextAnswer choose(ProposedContext proposed) {
        return negotiation.choose(proposed);
    }

    @Override
    public ServiceUser accepted(Association association) {
        return new Conversation(association, services);
    }

    /// A peer may be SCP of a class whose notifications are taken here, and SCU of what is served (PS3.7 D.3.3.4).
    @Override
    public Role role(Role asked) {
        boolean notified = services.performs(Kind.EVENT_REPORT, asked.sopClass());
        return new Role(asked.sopClass(), asked.scu(), asked.scp() && notified);
    }

    /// Pipelined requests are served, as many as wait for the disk before the socket rests.
    @Override
    public int operations() {
        return Conversation.MAX_UNANSWERED;
    }
}
