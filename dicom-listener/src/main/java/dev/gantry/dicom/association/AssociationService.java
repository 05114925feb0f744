// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.Optional;

/// What the layer above decides for associations that peers ask for. On the listener's event loop only.
public interface AssociationService {

    /// Accepts or rejects one proposed presentation context (PS3.8 9.3.3.2).
    ContextAnswer choose(ProposedContext proposed);

    /// An association was accepted; gives who is to hear of it.
    ServiceUser accepted(Association association);

    /// A caller got no association, for another reason than who it is: of those [dev.gantry.dicom.access.Access] tells.
    ///
    /// @param peer    its network address
    /// @param calling its AE title; empty where it never came to say it
    /// @param why     one sentence for a field engineer, without patient data
    /// @param remedy  what to change
    default void turnedAway(String peer, String calling, String why, String remedy) {}

    /// Which of the roles that a peer asks for it gets, for a SOP class of an accepted context (PS3.7 D.3.3.4).
    ///
    /// By default it may be SCU and not SCP: who provides services uses none of the peer's.
    default Role role(Role asked) {
        return new Role(asked.sopClass(), asked.scu(), false);
    }

    /// The answer to SOP class extended negotiation, for a SOP class of an accepted context (PS3.7 D.3.3.5).
    ///
    /// By default there is none, which means: nothing extended.
    default Optional<Extended> extended(Extended asked) {
        return Optional.empty();
    }

    /// How many operations a peer may have outstanding if it asks (PS3.7 D.3.3.3); at least 1.
    default int operations() {
        return 1;
    }

    /// The answer to a peer that wants one to the user identity it sent (PS3.7 D.3.3.7).
    ///
    /// By default users are not checked. To a name, with a passcode or without, the answer is empty as the standard
    /// wants it: devices that insist on one then go on. A Kerberos, SAML or JSON web token wants an answer that only
    /// who can read the token can give, so there is none, which means: identity not supported.
    default Optional<IdentityAnswer> identified(Identity user) {
        return user.named() ? Optional.of(IdentityAnswer.EMPTY) : Optional.empty();
    }
}
