// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Association.Context;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.SmallDataSet.Read.Unusable;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages of one association, in both directions (PS3.7 6.3, 9.1, 10.1; PS3.8 Annex E).
///
/// A peer that pipelines gets its answers in the order of its requests, whatever order the disk finishes them
/// in. At most 16 wait; then the socket rests.
final class Conversation implements ServiceUser {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    static final int MAX_UNANSWERED = 16;

    private final Association association;
    private final Services services;
    private final Answers answers;
    private final Exchange exchange;
    private final EnumSet<StoreStatus> complained = EnumSet.noneOf(StoreStatus.class);
    private Phase phase = new Between();
    private boolean spoolFull;
    private boolean paused;
    private boolean releasing;
    /// Nothing is heard or said any more: it has ended, or we are asking for its release.
    private boolean ended;
    private long stored;
    private long refused;

    /// Where in the message stream we are.
    private sealed interface Phase {}

    private record Between() implements Phase {}

    private record InCommand(int contextId, ByteBuf bytes) implements Phase {}

    /// The data set goes to the spool.
    private record InObject(Request request, Reception reception) implements Phase {}

    /// The data set is read as it arrives; `then` takes what it is.
    private record InDataSet(int contextId, SmallDataSet dataSet, Consumer<SmallDataSet.Read> then)
            implements Phase {}

    /// The data set is read past; the answer is known.
    private record Skipping(Request request, CommandSet answer) implements Phase {}

    Conversation(Association association, Services services) {
        this.association = association;
        this.services = services;
        this.answers = new Answers(association);
        this.exchange = new Exchange(association, this, services);
    }

    @Override
    public void received(Pdv value) {
        if (ended) {
            return;
        }
        switch (phase) {
            case Between _ when value.command() -> command(value, Unpooled.buffer());
            case InCommand(int contextId, var bytes) when value.command() && value.contextId() == contextId ->
                    command(value, bytes);
            case InObject(var request, var reception) when belongs(value, request.context().id()) ->
                    object(value, request, reception);
            case InDataSet(int contextId, var dataSet, var then) when belongs(value, contextId) -> {
                dataSet.add(value);
                if (value.last()) {
                    phase = new Between();
                    then.accept(dataSet.finish());
                }
            }
            case Skipping(var request, var answer) when belongs(value, request.context().id()) -> {
                if (value.last()) {
                    phase = new Between();
                    answer(reserve(request), answer);
                }
            }
            case Between _, InCommand _, InObject _, InDataSet _, Skipping _ -> association.abort(
                    (value.command() ? "command" : "data set") + " fragment out of place (PS3.8 E.1)");
        }
    }

    private static boolean belongs(Pdv value, int contextId) {
        return !value.command() && value.contextId() == contextId;
    }

    private void command(Pdv value, ByteBuf bytes) {
        if (bytes.readableBytes() + value.bytes().readableBytes() > CommandSet.MAX_BYTES) {
            association.abort("command set over " + CommandSet.MAX_BYTES + " bytes");
            return;
        }
        bytes.writeBytes(value.bytes().slice());
        phase = new InCommand(value.contextId(), bytes);
        if (value.last()) {
            phase = new Between();
            var context = association.contexts().get(value.contextId());
            CommandSet.read(bytes).ifPresentOrElse(
                    command -> command(context, command), () -> association.abort("not a command set"));
        }
    }

    private void command(Context context, CommandSet command) {
        if ((command.number(Tag.COMMAND_FIELD).orElse(0) & Dimse.RESPONSE) != 0) {
            exchange.response(context, command);
        } else {
            Request.of(context, command)
                    .ifPresentOrElse(this::perform, () -> association.abort("a command without field or id"));
        }
    }

    private void perform(Request request) {
        switch (request.field()) {
            case Dimse.C_STORE_RQ -> request.objection().ifPresentOrElse(
                    refusal -> refuse(request, request.answer(refusal), refusal.comment()), () ->
                            begin(request));
            // Also on a storage context, though PS3.4 A.2 has its own class: a sign of life harms nobody.
            case Dimse.C_ECHO_RQ -> conclude(request, request.answer(Status.SUCCESS.code()));
            // Nothing of ours can be cancelled, and it has no answer (PS3.7 9.3.2.3).
            case Dimse.C_CANCEL_RQ -> {}
            default -> Kind.of(request.field()).ifPresentOrElse(kind -> exchange.perform(kind, request), () ->
                    refuse(request, request.answer(Status.UNRECOGNIZED_OPERATION.code(),
                            "only C-ECHO, C-STORE and normalized operations here"),
                            "unrecognized operation %04XH".formatted(request.field())));
        }
    }

    void refuse(Request request, CommandSet answer, String why) {
        refused++;
        LOG.warn("association={} refused message={} reason=\"{}\"", association.number(),
                request.messageId(), why);
        conclude(request, answer);
    }

    /// Answers now, or after the data set that is still to come.
    private void conclude(Request request, CommandSet answer) {
        if (request.hasDataSet()) {
            phase = new Skipping(request, answer);
        } else {
            answer(reserve(request), answer);
        }
    }

    private void begin(Request request) {
        var titles = association.titles();
        phase = new InObject(request, services.storage().begin(new Incoming(
                association.number(), titles.calling(), titles.called(), association.peer(),
                        request.sopClass(),
                request.sopInstance(), TransferSyntax.of(request.context().transferSyntax()).orElseThrow())));
    }

    private void object(Pdv value, Request request, Reception reception) {
        reception.write(value.bytes().nioBuffer());
        if (value.last()) {
            phase = new Between();
            var place = reserve(request);
            reception.finish().onComplete(status -> association.execute(
                    () -> finished(place, request, status.succeeded() ? status.result()
                            : StoreStatus.OUT_OF_RESOURCES)));
        } else if (!spoolFull && reception.full(() -> association.execute(this::spoolCaughtUp))) {
            spoolFull = true;
            regulate();
        }
    }

    private void spoolCaughtUp() {
        spoolFull = false;
        regulate();
    }

    private void finished(Answers.Place place, Request request, StoreStatus status) {
        if (status == StoreStatus.SUCCESS) {
            stored++;
        } else {
            refused++;
            if (complained.add(status)) { // once per association: a full disk refuses every object
                LOG.warn("association={} refused status={} reason=\"{}\"", association.number(), status,
                        words(status));
            }
        }
        answer(place, request.answer(status.code(), words(status)));
    }

    private static String words(StoreStatus status) {
        return switch (status) {
            case SUCCESS -> "";
            case OUT_OF_RESOURCES -> "the spool is full or cannot be written";
            case DATA_SET_MISMATCH -> "data set does not match the SOP class";
            case CANNOT_UNDERSTAND -> "not a data set";
        };
    }

    /// Reads the data set that follows, if one does, and hands it on.
    void read(Context context, boolean comes, Consumer<Optional<DataSet>> whole, Consumer<Unusable> unusable) {
        if (!comes) {
            whole.accept(Optional.empty());
            return;
        }
        phase = new InDataSet(context.id(), new SmallDataSet(context.transferSyntax()), read -> {
            switch (read) {
                case SmallDataSet.Read.Whole(var set) -> whole.accept(Optional.of(set));
                case Unusable it -> unusable.accept(it);
            }
        });
    }

    Answers.Place reserve(Request request) {
        var place = answers.reserve(request);
        regulate();
        return place;
    }

    private void answer(Answers.Place place, CommandSet command) {
        answer(place, command, Optional.empty());
    }

    void answer(Answers.Place place, CommandSet command, Optional<byte[]> dataSet) {
        if (ended) {
            return;
        }
        answers.fill(place, command, dataSet);
        regulate();
        releaseWhenDone();
    }

    private void regulate() {
        boolean rest = spoolFull || answers.waiting() >= MAX_UNANSWERED;
        if (rest != paused && !ended) {
            paused = rest;
            if (rest) {
                association.pause();
            } else {
                association.resume();
            }
        }
    }

    /// The one that carries normalized operations of both sides.
    Dialogue dialogue() {
        return exchange;
    }

    @Override
    public void releaseRequested() {
        releasing = true;
        releaseWhenDone();
    }

    private void releaseWhenDone() {
        if (releasing && !ended && answers.waiting() == 0) {
            ended = true;
            association.release();
        }
    }

    @Override
    public void ended(Ending how) {
        ended = true;
        var discarded = phase instanceof InObject;
        if (phase instanceof InObject(_, var reception)) {
            reception.discard();
        }
        phase = new Between();
        exchange.ended(how);
        LOG.info("association={} objects stored={} refused={} discarded={}",
                association.number(), stored, refused, discarded ? 1 : 0);
    }
}
