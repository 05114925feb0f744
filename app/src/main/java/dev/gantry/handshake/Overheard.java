// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.handshake;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.Role;
import dev.gantry.handshake.Handshake.Advice;
import dev.gantry.handshake.Handshake.What;
import dev.gantry.handshake.Handshake.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A service as it is, and who uses it. On the listener's event loop only: what is declined belongs to the association
/// that is accepted next.
final class Overheard implements AssociationService {
    private static final String VERIFICATION = "1.2.840.10008.1.1";
    private static final int MOST_TOLD = 20;
    private static final int LONGEST_UID = 64;

    private final AssociationService service;
    private final Handshakes handshakes;
    private List<Advice> declined = new ArrayList<>();

    Overheard(AssociationService service, Handshakes handshakes) {
        this.service = service;
        this.handshakes = handshakes;
    }

    @Override
    public ContextAnswer choose(ProposedContext proposed) {
        var answer = service.choose(proposed);
        if (!answer.accepted() && declined.size() < MOST_TOLD) {
            declined.add(advice(proposed, answer.result()));
        }
        return answer;
    }

    private static Advice advice(ProposedContext proposed, ContextResult result) {
        var name = proposed.abstractSyntax().substring(0, Math.min(LONGEST_UID, proposed.abstractSyntax().length()));
        return switch (result) {
            case TRANSFER_SYNTAXES_NOT_SUPPORTED -> new Advice(
                    name + " was offered only in transfer syntaxes that are not taken: "
                            + String.join(", ", proposed.transferSyntaxes().stream().limit(MOST_TOLD).toList()),
                    "let it send uncompressed, or see dicom.transfer-syntaxes in the settings");
            case ABSTRACT_SYNTAX_NOT_SUPPORTED -> new Advice(name + " is a service that is not provided here",
                    "nothing, unless it insists: then switch this service off there for us");
            case ACCEPTANCE, USER_REJECTION, NO_REASON -> new Advice(name + " was declined: " + result.words(),
                    "see docs/dicom-conformance.md");
        };
    }

    @Override
    public ServiceUser accepted(Association association) {
        var titles = association.titles();
        var who = new Who(titles.calling().text(), titles.called().text(), association.peer(), "-");
        var contexts = association.contexts().values();
        boolean echo = !contexts.isEmpty()
                && contexts.stream().allMatch(it -> it.abstractSyntax().equals(VERIFICATION));
        handshakes.happened(who,
                new What.Associated(association.number(), contexts.size(), List.copyOf(declined), echo));
        declined = new ArrayList<>();
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
                handshakes.happened(who, new What.Ended(association.number(), switch (how) {
                    case Ending.Released _ -> Optional.empty();
                    case Ending.Aborted(var why) -> Optional.of(why);
                }));
            }
        };
    }

    @Override
    public void turnedAway(String peer, String calling, String why, String remedy) {
        handshakes.happened(new Who(calling, "", peer, "-"), new What.Refused(new Advice(why, remedy), false));
        service.turnedAway(peer, calling, why, remedy);
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
