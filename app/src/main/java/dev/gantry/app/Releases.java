// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.Optional;

/// Overhears which associations end in order, for the exams: a hint that a scanner has sent all.
final class Releases implements AssociationService {
    private final AssociationService service;
    private final Listener listener;

    /// Who is told.
    @FunctionalInterface
    interface Listener {
        void released(String calling, String peer);
    }

    Releases(AssociationService service, Listener listener) {
        this.service = service;
        this.listener = listener;
    }

    @Override
    public ServiceUser accepted(Association association) {
        var user = service.accepted(association);
        return new ServiceUser() {
            @Override
            public void received(Pdv value) {
                user.received(value);
            }

            @Override
            public void releaseRequested() {
                user.releaseRequested();
            }

            @Override
            public void ended(Ending how) {
                user.ended(how);
                if (how instanceof Ending.Released) {
                    listener.released(association.titles().calling().text(), association.peer());
                }
            }
        };
    }

    @Override
    public ContextAnswer choose(ProposedContext proposed) {
        return service.choose(proposed);
    }

    @Override
    public Role role(Role asked) {
        return service.role(asked);
    }

    @Override
    public Optional<Extended> extended(Extended asked) {
        return service.extended(asked);
    }

    @Override
    public int operations() {
        return service.operations();
    }

    @Override
    public Optional<IdentityAnswer> identified(Identity user) {
        return service.identified(user);
    }
}
