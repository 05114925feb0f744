// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Association.Context;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetWriter;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The normalized operations of one association: those the peer asks for, and ours (PS3.7 10.1).
final class Exchange implements Dialogue {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Association association;
    private final Conversation conversation;
    private final Services services;
    private final Invocations invocations;
    private boolean ended;

    Exchange(Association association, Conversation conversation, Services services) {
        this.association = association;
        this.conversation = conversation;
        this.services = services;
        this.invocations = new Invocations(association);
    }

    /// What the peer asks for.
    void perform(Kind kind, Request request) {
        var objection =
                Normalized.objection(kind, request).or(() -> services.objection(kind, request.sopClass()));
        if (objection.isPresent()) {
            refuse(kind, request, objection.get());
            return;
        }
        conversation.read(request.context(), request.hasDataSet(), set -> perform(kind, request, set), unusable -> {
            var response = Response.of(unusable.status(), unusable.why());
            log(kind, response);
            conversation.answer(
                    conversation.reserve(request), Normalized.answer(request, response), Optional.empty());
        });
    }

    private void refuse(Kind kind, Request request, Response response) {
        conversation.refuse(request, Normalized.answer(request, response),
                kind.text() + ": " + response.comment());
    }

    private void perform(Kind kind, Request request, Optional<DataSet> set) {
        var operation = Normalized.operation(kind, request, set);
        var place = conversation.reserve(request);
        services.perform(operation, this).onSuccess(response -> association.execute(() -> {
            if (!response.successful()) {
                log(kind, response);
            }
            conversation.answer(place, Normalized.answer(request, operation, response),
                    response.dataSet().map(it -> encoded(it, request.context())));
        }));
    }

    private void log(Kind kind, Response response) {
        LOG.warn("association={} operation={} status={} reason=\"{}\"", association.number(), kind.text(),
                "%04XH".formatted(response.status()), response.comment());
    }

    private static byte[] encoded(DataSet set, Context context) {
        return DataSetWriter.encode(set, TransferSyntax.of(context.transferSyntax()).orElseThrow());
    }

    /// What the peer answers.
    void response(Context context, CommandSet command) {
        if (!invocations.expects(command)) {
            association.abort("a response, though nothing like it was asked");
            return;
        }
        boolean comes =
                command.number(Tag.COMMAND_DATA_SET_TYPE).orElse(Dimse.NO_DATA_SET) != Dimse.NO_DATA_SET;
        // The status counts even when what came with it cannot be read.
        conversation.read(context, comes, set -> invocations.answered(command, set), _ ->
                invocations.answered(command, Optional.empty()));
    }

    void ended(Ending how) {
        ended = true;
        invocations.ended(switch (how) {
            case Released _ -> "the association was released";
            case Aborted(var why) -> "aborted: " + why;
        });
    }

    @Override
    public long number() {
        return association.number();
    }

    @Override
    public Titles titles() {
        return association.titles();
    }

    @Override
    public String peer() {
        return association.peer();
    }

    @Override
    public Future<Invoked> invoke(Operation operation) {
        var promise = Promise.<Invoked>promise();
        association.execute(() -> {
            if (ended) {
                promise.complete(new Invoked.Unanswered("the association has ended"));
            } else {
                invocations.add(operation, promise);
            }
        });
        return promise.future();
    }

    @Override
    public void release() {
        association.execute(() -> {
            if (!ended) {
                conversation.releaseRequested();
            }
        });
    }
}
