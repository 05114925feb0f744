// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages of one association, as their provider (PS3.7 6.3, 9.1; PS3.8 Annex E).
///
/// A peer that pipelines gets its answers in the order of its requests, whatever order the disk finishes them
/// in. At most 16 wait for the disk; then the socket rests.
final class Conversation implements ServiceUser {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    static final int MAX_UNANSWERED = 16;

    private final Association association;
    private final Storage storage;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final EnumSet<StoreStatus> complained = EnumSet.noneOf(StoreStatus.class);
    private Phase phase = new Between();
    private boolean spoolFull;
    private boolean paused;
    private boolean releasing;
    private boolean ended;
    private long stored;
    private long refused;

    /// Where in the message stream we are.
    private sealed interface Phase {}

    private record Between() implements Phase {}

    private record InCommand(int contextId, ByteBuf bytes) implements Phase {}

    /// The data set goes to the spool.
    private record InObject(Request request, Reception reception) implements Phase {}

    /// The data set is read past; the answer is known.
    private record Skipping(Request request, CommandSet answer) implements Phase {}

    /// The place of one answer in the order of answers.
    private static final class Answer {
        private final int contextId;
        private Optional<CommandSet> command = Optional.empty();

        private Answer(int contextId) {
            this.contextId = contextId;
        }
    }

    Conversation(Association association, Storage storage) {
        this.association = association;
        this.storage = storage;
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
            case InObject(var request, var reception) when belongs(value, request) ->
                    object(value, request, reception);
            case Skipping(var request, var answer) when belongs(value, request) -> {
                if (value.last()) {
                    phase = new Between();
                    answer(reserve(request), answer);
                }
            }
            case Between _, InCommand _, InObject _, Skipping _ -> association.abort(
                    (value.command() ? "command" : "data set") + " fragment out of place (PS3.8 E.1)");
        }
    }

    private static boolean belongs(Pdv value, Request request) {
        return !value.command() && value.contextId() == request.context().id();
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
            CommandSet.read(bytes)
                    .flatMap(command -> Request.of(association.contexts().get(value.contextId()), command))
                    .ifPresentOrElse(this::perform, () ->
                            association.abort("not a command set, or without an id"));
        }
    }

    private void perform(Request request) {
        if (request.field() == Dimse.C_CANCEL_RQ) {
            return; // nothing of ours can be cancelled, and it has no answer (PS3.7 9.3.2.3)
        }
        if ((request.field() & Dimse.RESPONSE) != 0) {
            association.abort("a response, though nothing was asked");
            return;
        }
        switch (request.field()) {
            case Dimse.C_STORE_RQ -> request.objection().ifPresentOrElse(
                    refusal -> refuse(request, request.answer(refusal), refusal.comment()), () ->
                            begin(request));
            // Also on a storage context, though PS3.4 A.2 has its own class: a sign of life harms nobody.
            case Dimse.C_ECHO_RQ -> conclude(request, request.answer(Dimse.SUCCESS));
            default -> refuse(request, request.answer(Dimse.UNRECOGNIZED_OPERATION,
                    "only C-ECHO and C-STORE here"),
                    "unrecognized operation %04XH".formatted(request.field()));
        }
    }

    private void refuse(Request request, CommandSet answer, String why) {
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
        phase = new InObject(request, storage.begin(new Incoming(
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

    private void finished(Answer place, Request request, StoreStatus status) {
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

    private Answer reserve(Request request) {
        var place = new Answer(request.context().id());
        answers.add(place);
        regulate();
        return place;
    }

    private void answer(Answer place, CommandSet command) {
        if (ended) {
            return;
        }
        place.command = Optional.of(command);
        while (!answers.isEmpty() && answers.peek().command.isPresent()) {
            var next = answers.poll();
            next.command.ifPresent(ready -> association.send(
                    Fragments.of(next.contextId, true, true, ready.write(), association.sendableBytes())));
        }
        regulate();
        releaseWhenDone();
    }

    private void regulate() {
        boolean rest = spoolFull || answers.size() >= MAX_UNANSWERED;
        if (rest != paused && !ended) {
            paused = rest;
            if (rest) {
                association.pause();
            } else {
                association.resume();
            }
        }
    }

    @Override
    public void releaseRequested() {
        releasing = true;
        releaseWhenDone();
    }

    private void releaseWhenDone() {
        if (releasing && !ended && answers.isEmpty()) {
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
        LOG.info("association={} objects stored={} refused={} discarded={}",
                association.number(), stored, refused, discarded ? 1 : 0);
    }
}
