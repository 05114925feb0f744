// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.Optional;

/// The same service; somebody hears who calls, what is declined, which associations begin and how they end.
public record Overheard(AssociationService service, Ear ear) implements AssociationService {

    /// Who hears. On the listener's event loop; the service has heard before.
    public interface Ear {
        /// A presentation context was accepted or declined; those of one caller come before its [#accepted].
        default void chosen(ProposedContext proposed, ContextAnswer answer) {}

        /// As [AssociationService#turnedAway].
        default void turnedAway(String peer, String calling, String why, String remedy) {}

        default void accepted(Association association) {}

        void ended(Association association, Ending how);
    }

    @Override
    public ServiceUser accepted(Association association) {
        var user = service.accepted(association);
        ear.accepted(association);
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
                ear.ended(association, how);
            }
        };
    }

    @Override
    public ContextAnswer choose(ProposedContext proposed) {
        var answer = service.choose(proposed);
        ear.chosen(proposed, answer);
        return answer;
    }

    @Override
    public void turnedAway(String peer, String calling, String why, String remedy) {
        service.turnedAway(peer, calling, why, remedy);
        ear.turnedAway(peer, calling, why, remedy);
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
