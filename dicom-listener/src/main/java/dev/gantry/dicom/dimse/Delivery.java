// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing.Source;
import dev.gantry.dicom.dimse.Sent.Result;
import dev.gantry.dicom.dimse.Sent.Result.Answered;
import dev.gantry.dicom.dimse.Sent.Result.NotSent;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// C-STORE requests on one association, as their user, one at a time (PS3.7 9.1.1).
///
/// A data set goes out in pieces of 1 MiB; the next one is read when the last has left. Files are read on a
/// worker thread.
final class Delivery implements ServiceUser {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int LAST_MESSAGE_ID = 0xFFFF;

    private final Vertx vertx;
    private final Association association;
    private final Duration limit;
    private final ArrayDeque<Outgoing> waiting;
    private final Map<Sender.Kind, Integer> ids;
    private final Consumer<Sent> each;
    private final Promise<Void> done;
    private final Reply reply = new Reply();
    private boolean sending;
    private boolean ended;
    private Optional<CommandSet> early = Optional.empty();
    private int messageId;
    private long timer = -1;

    Delivery(Vertx vertx, Association association, Duration limit, List<Outgoing> objects,
            Map<Sender.Kind, Integer> ids, Consumer<Sent> each, Promise<Void> done) {
        this.vertx = vertx;
        this.association = association;
        this.limit = limit;
        this.waiting = new ArrayDeque<>(objects);
        this.ids = ids;
        this.each = each;
        this.done = done;
        association.execute(this::next);
    }

    private void next() {
        while (!waiting.isEmpty() && objection(waiting.peek()).isPresent()) {
            conclude(new NotSent(objection(waiting.peek()).get()));
        }
        if (waiting.isEmpty()) {
            vertx.cancelTimer(timer);
            association.release();
            return;
        }
        var object = waiting.peek();
        messageId = messageId == LAST_MESSAGE_ID ? 1 : messageId + 1;
        sending = true;
        expect();
        var request = CommandSet.empty()
                .uid(Tag.AFFECTED_SOP_CLASS_UID, object.sopClassUid())
                .number(Tag.COMMAND_FIELD, Dimse.C_STORE_RQ)
                .number(Tag.MESSAGE_ID, messageId)
                .number(Tag.PRIORITY, Dimse.PRIORITY_MEDIUM)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.DATA_SET)
                .uid(Tag.AFFECTED_SOP_INSTANCE_UID, object.sopInstanceUid());
        association.send(Fragments.of(id(), true, true, request.write(), association.sendableBytes()));
        piece(object.source(), 0);
    }

    private Optional<String> objection(Outgoing object) {
        if (!association.contexts().containsKey(id())) {
            return Optional.of("its SOP class and transfer syntax are not accepted there");
        }
        // an element is of even length (PS3.5 7.1.1); peers abort at an odd fragment, and all the rest would be lost
        return odd(object) && !deflated(object)
                ? Optional.of("its data set is of odd length, so it is damaged")
                : Optional.empty();
    }

    private static boolean odd(Outgoing object) {
        return object.source().length() % 2 == 1;
    }

    private static boolean deflated(Outgoing object) {
        return object.transferSyntaxUid().equals(TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN.uid());
    }

    private int id() {
        return ids.get(Sender.Kind.of(waiting.peek()));
    }

    private void piece(Source source, long from) {
        read(source, from).onComplete(
                bytes -> association.execute(() -> send(source, from, bytes)),
                cause -> association.execute(() -> {
                    if (!ended) {
                        association.abort("the object could not be read: " + cause.getClass()
                                .getSimpleName());
                    }
                }));
    }

    private void send(Source source, long from, ByteBuf bytes) {
        if (ended) {
            return;
        }
        long next = from + bytes.readableBytes();
        boolean end = next >= source.length();
        var written = association.send(Fragments.of(
                id(), false, end, end && odd(waiting.element()) ? padded(bytes) : bytes, association.sendableBytes()));
        expect();
        if (end) {
            sending = false;
            early.ifPresent(this::answered);
        } else {
            written.onSuccess(_ -> piece(source, next));
        }
    }

    /// The padding of a deflated stream (PS3.5 A.5), which files may lack.
    private static ByteBuf padded(ByteBuf bytes) {
        return Unpooled.wrappedBuffer(bytes, Unpooled.wrappedBuffer(new byte[1]));
    }

    private Future<ByteBuf> read(Source source, long from) {
        int length = (int) Math.min(PIECE_BYTES, source.length() - from);
        return switch (source) {
            case Source.Bytes(var bytes) -> Future.succeededFuture(Unpooled.wrappedBuffer(
                    bytes.slice(bytes.position() + (int) from, length)));
            case Source.Made(_, var maker) ->
                    Future.succeededFuture(Unpooled.wrappedBuffer(maker.bytes(from, length)));
            case Source.Region(var file, long offset, _) ->
                    vertx.executeBlocking(() -> read(file, offset + from, length), false);
        };
    }

    private static ByteBuf read(Path file, long from, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        try (var channel = FileChannel.open(file)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new EOFException();
                }
            }
        }
        return Unpooled.wrappedBuffer(bytes.flip());
    }

    private void expect() {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(limit.toMillis(), _ -> association.abort("no answer to the C-STORE in time"));
    }

    @Override
    public void received(Pdv value) {
        switch (reply.add(value)) {
            case Reply.Read.More _ -> {}
            case Reply.Read.Wrong(var why) -> association.abort(why);
            case Reply.Read.Whole(var command) -> {
                if (waiting.isEmpty() || command.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)
                        .orElse(-1) != messageId) {
                    association.abort("an answer to another message");
                } else if (sending) {
                    early = Optional.of(command); // refused early; the message is completed
                } else {
                    answered(command);
                }
            }
        }
    }

    private void answered(CommandSet command) {
        early = Optional.empty();
        conclude(new Answered(
                command.number(Tag.STATUS).orElse(Dimse.CANNOT_UNDERSTAND),
                command.text(Tag.ERROR_COMMENT).orElse("")));
        next();
    }

    private void conclude(Result result) {
        each.accept(new Sent(waiting.poll(), result));
    }

    @Override
    public void releaseRequested() {
        association.release();
    }

    @Override
    public void ended(Ending how) {
        ended = true;
        vertx.cancelTimer(timer);
        var why = switch (how) {
            case Released _ -> "the peer released the association";
            case Aborted(var reason) -> "aborted: " + reason;
        };
        while (!waiting.isEmpty()) {
            conclude(new NotSent(why));
        }
        done.complete();
    }
}
