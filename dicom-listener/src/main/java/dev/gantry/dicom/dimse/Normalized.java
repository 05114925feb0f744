// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Operation.Kind;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// Between the commands of normalized operations and their records (PS3.7 10.3). Pure.
final class Normalized {
    private Normalized() {}

    /// What is wrong with a request whatever the service (PS3.7 10.1).
    static Optional<Response> objection(Kind kind, Request request) {
        if (!request.sopClass().equals(request.context().abstractSyntax())) {
            return refuse(Status.NO_SUCH_SOP_CLASS, "SOP class is not that of its presentation context");
        }
        var instance = request.sopInstance();
        if (instance.isEmpty() ? kind != Kind.CREATE : !Dimse.isUid(instance)) {
            return refuse(Status.INVALID_SOP_INSTANCE, "SOP instance UID is missing or not a UID");
        }
        return typeId(kind, request.command()).isPresent()
                ? Optional.empty()
                : refuse(kind == Kind.ACTION ? Status.NO_SUCH_ACTION_TYPE : Status.NO_SUCH_EVENT_TYPE,
                        "no action or event type id");
    }

    private static Optional<Response> refuse(Status status, String why) {
        return Optional.of(Response.of(status, why));
    }

    private static OptionalInt typeId(Kind kind, CommandSet command) {
        return switch (kind) {
            case EVENT_REPORT -> command.number(Tag.EVENT_TYPE_ID);
            case ACTION -> command.number(Tag.ACTION_TYPE_ID);
            case GET, SET, CREATE, DELETE -> OptionalInt.of(0);
        };
    }

    static Operation operation(Kind kind, Request request, Optional<DataSet> dataSet) {
        var instance = request.sopInstance().isEmpty() ? made() : request.sopInstance();
        return new Operation(kind, request.sopClass(), instance,
                typeId(kind, request.command()).orElseThrow(), dataSet);
    }

    /// From a UUID (PS3.5 B.2).
    private static String made() {
        return "2.25." + new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16);
    }

    /// The answer to an operation.
    static CommandSet answer(Request request, Operation operation, Response response) {
        var answer = answer(request, response).uid(Tag.AFFECTED_SOP_INSTANCE_UID, operation.sopInstanceUid());
        return switch (operation.kind()) {
            case EVENT_REPORT -> answer.number(Tag.EVENT_TYPE_ID, operation.typeId());
            case ACTION -> answer.number(Tag.ACTION_TYPE_ID, operation.typeId());
            case GET, SET, CREATE, DELETE -> answer;
        };
    }

    /// The answer to a request that did not become an operation.
    static CommandSet answer(Request request, Response response) {
        var answer = request.answer(response.status(), response.comment());
        if (response.errorId().isPresent()) {
            answer = answer.number(Tag.ERROR_ID, response.errorId().getAsInt());
        }
        if (!response.attributes().isEmpty()) {
            answer = answer.tags(Tag.ATTRIBUTE_IDENTIFIER_LIST, response.attributes());
        }
        return response.dataSet().isPresent()
                ? answer.number(Tag.COMMAND_DATA_SET_TYPE, Dimse.DATA_SET)
                : answer;
    }

    static CommandSet request(Operation operation, int messageId) {
        var kind = operation.kind();
        boolean requested = kind.namesRequested();
        var request = CommandSet.empty()
                .uid(requested ? Tag.REQUESTED_SOP_CLASS_UID : Tag.AFFECTED_SOP_CLASS_UID, operation.sopClassUid())
                .number(Tag.COMMAND_FIELD, kind.field())
                .number(Tag.MESSAGE_ID, messageId)
                .number(Tag.COMMAND_DATA_SET_TYPE,
                        operation.dataSet().isPresent() ? Dimse.DATA_SET : Dimse.NO_DATA_SET)
                .uid(requested ? Tag.REQUESTED_SOP_INSTANCE_UID : Tag.AFFECTED_SOP_INSTANCE_UID,
                        operation.sopInstanceUid());
        return switch (kind) {
            case EVENT_REPORT -> request.number(Tag.EVENT_TYPE_ID, operation.typeId());
            case ACTION -> request.number(Tag.ACTION_TYPE_ID, operation.typeId());
            case GET, SET, CREATE, DELETE -> request;
        };
    }

    /// A response without a status is taken for a failure.
    static Response response(CommandSet command, Optional<DataSet> dataSet) {
        return new Response(
                command.number(Tag.STATUS).orElse(Status.PROCESSING_FAILURE.code()),
                command.text(Tag.ERROR_COMMENT).orElse(""),
                command.number(Tag.ERROR_ID),
                command.tags(Tag.ATTRIBUTE_IDENTIFIER_LIST),
                dataSet);
    }
}
