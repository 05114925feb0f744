// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Association.Context;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetWriter;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// What we ask of a peer on one association, one operation at a time (PS3.7 D.3.3.3: no window was agreed).
/// On its event loop only.
final class Invocations {
    private static final int MAX_WAITING = 64;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LAST_MESSAGE_ID = 0xFFFF;

    private final Association association;
    private final ArrayDeque<Invocation> waiting = new ArrayDeque<>();
    private boolean asked;
    private int messageId;
    private long timer = -1;

    private record Invocation(Operation operation, Promise<Invoked> promise) {}

    Invocations(Association association) {
        this.association = association;
    }

    void add(Operation operation, Promise<Invoked> promise) {
        if (waiting.size() >= MAX_WAITING) {
            promise.complete(new Invoked.Unanswered("too much waits to be asked on this association"));
            return;
        }
        waiting.add(new Invocation(operation, promise));
        next();
    }

    private void next() {
        while (!asked && !waiting.isEmpty()) {
            var operation = waiting.peek().operation();
            association.contexts().values().stream()
                    .filter(context -> context.abstractSyntax().equals(operation.sopClassUid()))
                    .findFirst()
                    .ifPresentOrElse(context -> ask(operation, context), () -> waiting.poll().promise()
                            .complete(new Invoked.Unanswered("the SOP class is not accepted there")));
        }
    }

    private void ask(Operation operation, Context context) {
        asked = true;
        messageId = messageId == LAST_MESSAGE_ID ? 1 : messageId + 1;
        timer = owner().setTimer(LIMIT.toMillis(), _ -> association.abort(
                "no answer to the " + operation.kind().text() + " in time"));
        var syntax = TransferSyntax.of(context.transferSyntax()).orElseThrow();
        association.send(Answers.message(association, context.id(), Normalized.request(operation, messageId),
                operation.dataSet().map(set -> DataSetWriter.encode(set, syntax))));
    }

    /// Whether this answers what was asked last.
    boolean expects(CommandSet command) {
        return asked && command.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO).orElse(-1) == messageId
                && command.number(Tag.COMMAND_FIELD).orElse(0)
                        == (waiting.element().operation().kind().field() | Dimse.RESPONSE);
    }

    void answered(CommandSet command, Optional<DataSet> dataSet) {
        asked = false;
        owner().cancelTimer(timer);
        waiting.poll().promise().complete(new Invoked.Answered(Normalized.response(command, dataSet)));
        next();
    }

    void ended(String why) {
        if (asked) {
            owner().cancelTimer(timer);
        }
        asked = false;
        while (!waiting.isEmpty()) {
            waiting.poll().promise().complete(new Invoked.Unanswered(why));
        }
    }

    private static Vertx owner() {
        return Vertx.currentContext().owner();
    }
}
