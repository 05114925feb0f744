// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.gantry.dicom.association.Association.Context;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserInformation;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.Map;

/// What both sides of an association agreed on. Pure.
///
/// @param roles         of the side that asked, by SOP class; only those that were negotiated
/// @param sendableBytes the largest P-DATA-TF variable field that the peer takes
record Terms(Titles titles, Map<Integer, Context> contexts, Map<String, Role> roles, int sendableBytes) {

    /// @param peer what the other side told of itself: in the request if it asked, else in the answer
    static Terms of(AssociateRq request, AssociateAc answer, UserInformation peer) {
        return new Terms(request.titles(), contexts(request, answer),
                roles(request.user(), answer.user()), peer.sendableBytes());
    }

    /// A context that was not proposed is not agreed, nor one accepted with a transfer syntax that was not: what is
    /// sent in it could not be read (PS3.8 9.3.3.2).
    private static Map<Integer, Context> contexts(AssociateRq request, AssociateAc answer) {
        var proposed = request.contexts().stream().collect(toUnmodifiableMap(ProposedContext::id, one -> one));
        return answer.contexts().stream()
                .filter(ContextAnswer::accepted)
                .filter(one -> proposed.containsKey(one.id())
                        && proposed.get(one.id()).transferSyntaxes().contains(one.transferSyntax()))
                .map(one -> new Context(one.id(), proposed.get(one.id()).abstractSyntax(), one.transferSyntax()))
                .collect(toUnmodifiableMap(Context::id, one -> one));
    }

    /// A role stands when it was asked for and granted (PS3.7 D.3.3.4).
    private static Map<String, Role> roles(UserInformation request, UserInformation answer) {
        var granted = answer.all(Role.class).stream()
                .collect(toUnmodifiableMap(Role::sopClass, role -> role, (first, _) -> first));
        return request.all(Role.class).stream()
                .filter(asked -> granted.containsKey(asked.sopClass()))
                .map(asked -> new Role(asked.sopClass(),
                        asked.scu() && granted.get(asked.sopClass()).scu(),
                        asked.scp() && granted.get(asked.sopClass()).scp()))
                .collect(toUnmodifiableMap(Role::sopClass, role -> role, (first, _) -> first));
    }

    /// Without negotiation the side that asked is SCU (PS3.7 D.3.3.4).
    Role role(String sopClass) {
        return roles.getOrDefault(sopClass, new Role(sopClass, true, false));
    }
}
