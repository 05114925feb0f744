// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.handshake;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Overheard.Ear;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.handshake.Handshake.Advice;
import dev.gantry.handshake.Handshake.What;
import dev.gantry.handshake.Handshake.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Notes who calls. On the listener's event loop only: what is declined belongs to the association that is accepted
/// next.
final class Listening implements Ear {
    private static final String VERIFICATION = "1.2.840.10008.1.1";
    private static final int MOST_TOLD = 20;
    private static final int LONGEST_UID = 64;

    private final Handshakes handshakes;
    private List<Advice> declined = new ArrayList<>();

    Listening(Handshakes handshakes) {
        this.handshakes = handshakes;
    }

    @Override
    public void chosen(ProposedContext proposed, ContextAnswer answer) {
        if (!answer.accepted() && declined.size() < MOST_TOLD) {
            declined.add(advice(proposed, answer.result()));
        }
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
    public void accepted(Association association) {
        var contexts = association.contexts().values();
        boolean echo = !contexts.isEmpty()
                && contexts.stream().allMatch(it -> it.abstractSyntax().equals(VERIFICATION));
        handshakes.happened(who(association),
                new What.Associated(association.number(), contexts.size(), List.copyOf(declined), echo));
        declined = new ArrayList<>();
    }

    private static Who who(Association association) {
        var titles = association.titles();
        return new Who(titles.calling().text(), titles.called().text(), association.peer(), "-");
    }

    @Override
    public void ended(Association association, Ending how) {
        handshakes.happened(who(association), new What.Ended(association.number(), switch (how) {
            case Ending.Released _ -> Optional.empty();
            case Ending.Aborted(var why) -> Optional.of(why);
        }));
    }

    @Override
    public void turnedAway(String peer, String calling, String why, String remedy) {
        handshakes.happened(new Who(calling, "", peer, "-"), new What.Refused(new Advice(why, remedy), false));
    }
}
