// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserInformation;
import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.pdu.UserItem.AsyncWindow;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/// The A-ASSOCIATE-AC to a request: what PS3.7 Annex D lets an acceptor answer, with what the service decides.
/// Pure.
///
/// Only what was asked is answered, once for each SOP class, and only for classes with an accepted context, so the
/// answer stays small whatever the request holds. SOP class common extended negotiation has no answer
/// (PS3.7 D.3.3.6).
final class Acceptance {
    private Acceptance() {}

    static AssociateAc of(AssociateRq request, AssociationService service, int maxPduBytes) {
        var contexts = request.contexts().stream().map(service::choose).toList();
        var items = Ourselves.introduction(maxPduBytes);
        var asked = request.user();
        asked.first(AsyncWindow.class).ifPresent(window -> items.add(window(window, service)));
        items.addAll(answers(request, contexts, service));
        asked.first(Identity.class).filter(Identity::answerWanted).flatMap(service::identified)
                .ifPresent(items::add);
        return new AssociateAc(request.titles(), contexts, new UserInformation(items));
    }

    /// The peer may have as many operations outstanding as it asks for and the service queues; of us it has to
    /// serve one at a time, whatever it offers: more than that we never ask (PS3.7 D.3.3.3).
    private static AsyncWindow window(AsyncWindow asked, AssociationService service) {
        int invoked = asked.invoked() == 0 ? service.operations() : Math.min(asked.invoked(), service.operations());
        return new AsyncWindow(invoked, 1);
    }

    private static List<UserItem> answers(
            AssociateRq request, List<ContextAnswer> contexts, AssociationService service) {
        var accepted = contexts.stream().filter(ContextAnswer::accepted).map(ContextAnswer::id)
                .collect(Collectors.toSet());
        var classes = request.contexts().stream().filter(context -> accepted.contains(context.id()))
                .map(ProposedContext::abstractSyntax).collect(Collectors.toSet());
        var roles = new HashSet<String>();
        var extensions = new HashSet<String>();
        return request.user().items().stream().<UserItem>mapMulti((item, answered) -> {
            if (item instanceof Role role && classes.contains(role.sopClass()) && roles.add(role.sopClass())) {
                answered.accept(granted(role, service));
            } else if (item instanceof Extended extended && classes.contains(extended.sopClass())
                    && extensions.add(extended.sopClass())) {
                service.extended(extended).ifPresent(answered);
            }
        }).toList();
    }

    /// A role that was not proposed must not be granted (PS3.7 D.3.3.4).
    private static Role granted(Role asked, AssociationService service) {
        var role = service.role(asked);
        return new Role(asked.sopClass(), asked.scu() && role.scu(), asked.scp() && role.scp());
    }
}
