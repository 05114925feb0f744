// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association.Context;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Operation.Kind;
import java.util.Optional;
import java.util.function.Predicate;

/// One request of a peer, and how it is answered. Pure.
record Request(Context context, CommandSet command, int field, int messageId) {
    /// Error comment is an LO (PS3.7 E.1).
    private static final int COMMENT_CHARACTERS = 64;

    /// Why an object is not taken.
    record Refusal(int status, int offendingTag, String comment) {}

    /// Empty when it cannot even be answered.
    static Optional<Request> of(Context context, CommandSet command) {
        var field = command.number(Tag.COMMAND_FIELD);
        var messageId = command.number(Tag.MESSAGE_ID);
        return field.isPresent() && (messageId.isPresent() || field.getAsInt() == Dimse.C_CANCEL_RQ)
                ? Optional.of(new Request(context, command, field.getAsInt(), messageId.orElse(0)))
                : Optional.empty();
    }

    /// A request that does not say is believed to be what it is: only C-STORE always has a data set.
    boolean hasDataSet() {
        return command.number(Tag.COMMAND_DATA_SET_TYPE)
                .orElse(field == Dimse.C_STORE_RQ ? Dimse.DATA_SET : Dimse.NO_DATA_SET) != Dimse.NO_DATA_SET;
    }

    /// N-GET, N-SET, N-ACTION and N-DELETE name what is there already: the requested, not the affected one
    /// (PS3.7 10.3).
    String sopClass() {
        return command.text(requested() ? Tag.REQUESTED_SOP_CLASS_UID : Tag.AFFECTED_SOP_CLASS_UID).orElse("");
    }

    String sopInstance() {
        return command.text(requested() ? Tag.REQUESTED_SOP_INSTANCE_UID : Tag.AFFECTED_SOP_INSTANCE_UID)
                .orElse("");
    }

    private boolean requested() {
        return Kind.of(field).filter(Kind::namesRequested).isPresent();
    }

    /// What is wrong with a C-STORE request before its first byte (PS3.7 9.1.1.1, PS3.4 B.2.3).
    ///
    /// A class other than the context's was not negotiated there: that is 0122H, whereas A9xxH is about what
    /// the data set turns out to be.
    Optional<Refusal> objection() {
        if (sopClass().isEmpty()) {
            return refuse(Dimse.CANNOT_UNDERSTAND, Tag.AFFECTED_SOP_CLASS_UID, "no affected SOP class UID");
        }
        if (!sopClass().equals(context.abstractSyntax()) || !StorageClasses.contains(sopClass())) {
            return refuse(Status.SOP_CLASS_NOT_SUPPORTED.code(), Tag.AFFECTED_SOP_CLASS_UID,
                    "SOP class is not that of its presentation context");
        }
        if (sopInstance().isEmpty()) {
            return refuse(Dimse.CANNOT_UNDERSTAND, Tag.AFFECTED_SOP_INSTANCE_UID,
                    "no affected SOP instance UID");
        }
        if (!Dimse.isUid(sopInstance())) {
            return refuse(Status.INVALID_SOP_INSTANCE.code(), Tag.AFFECTED_SOP_INSTANCE_UID,
                    "SOP instance UID is not a UID");
        }
        return hasDataSet()
                ? Optional.empty()
                : refuse(Dimse.CANNOT_UNDERSTAND, Tag.COMMAND_DATA_SET_TYPE, "C-STORE without a data set");
    }

    private static Optional<Refusal> refuse(int status, int tag, String comment) {
        return Optional.of(new Refusal(status, tag, comment));
    }

    CommandSet answer(int status) {
        var answer = CommandSet.empty()
                .number(Tag.COMMAND_FIELD, field | Dimse.RESPONSE)
                .number(Tag.MESSAGE_ID_BEING_RESPONDED_TO, messageId)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET)
                .number(Tag.STATUS, status);
        answer = sopClass().isEmpty() ? answer : answer.uid(Tag.AFFECTED_SOP_CLASS_UID, sopClass());
        return field != Dimse.C_ECHO_RQ && !sopInstance().isEmpty()
                ? answer.uid(Tag.AFFECTED_SOP_INSTANCE_UID, sopInstance())
                : answer;
    }

    CommandSet answer(int status, String comment) {
        var why = Optional.of(comment).filter(Predicate.not(String::isEmpty));
        return why.map(text -> answer(status)
                        .text(Tag.ERROR_COMMENT, text.substring(0,
                                Math.min(text.length(), COMMENT_CHARACTERS))))
                .orElseGet(() -> answer(status));
    }

    /// The offending element is an AT: group, then element (PS3.5 6.2). Only C000H and A9xxH have one.
    CommandSet answer(Refusal refusal) {
        var answer = answer(refusal.status(), refusal.comment());
        return refusal.status() == Dimse.CANNOT_UNDERSTAND
                ? answer.tag(Tag.OFFENDING_ELEMENT, refusal.offendingTag())
                : answer;
    }
}
