// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;

/// Provides the Verification and Storage service classes to scanners (PS3.4 A, B).
public final class Provider implements AssociationService {
    private final Storage storage;

    public Provider(Storage storage) {
        this.storage = storage;
    }

    /// Verification and every standard storage class, named in the resource or not; nothing private.
    @Override
    public ContextAnswer choose(ProposedContext proposed) {
        return Negotiation.choose(proposed);
    }

    @Override
    public ServiceUser accepted(Association association) {
        return new Conversation(association, storage);
    }

    /// Pipelined requests are served, as many as wait for the disk before the socket rests.
    @Override
    public int operations() {
        return Conversation.MAX_UNANSWERED;
    }
}
