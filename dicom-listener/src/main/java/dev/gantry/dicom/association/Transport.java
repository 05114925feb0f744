// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Decoded.Complete;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Decoded.NeedMore;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.PduCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.EnumSet;

/// The TCP connection of one association: whole PDUs in, whole PDUs out.
///
/// Reading: a PDU that lies within one read is decoded where it lies. Only one that straddles reads is put
/// together in a buffer of its own, which grows as bytes arrive, not as lengths claim. Each such buffer is
/// used for one PDU only, so views of its payload stay valid.
///
/// Writing: everything that one event makes us say leaves in one write, for two small writes with Nagle on
/// one side and delayed acknowledgement on the other cost 40 ms. For the same reason TCP_QUICKACK is set
/// again after every read and write, as the kernel drops it: senders that leave Nagle on wait for our
/// acknowledgement before they send the last part of an image.
///
/// Bounds: reading stops while the service-user asks for it, and while the peer does not read what we write.
final class Transport {
    private static final int FIRST_BUFFER_BYTES = 65_536;

    /// Whom it tells.
    interface Owner {
        void received(Pdu pdu);

        /// Nothing is read any more. `start` are the bytes where a PDU should have stood.
        void unreadable(Malformed malformed, ByteBuf start);

        /// By the peer or the network, not by [#close].
        void closed();

        /// Our own bug, thrown by one of the calls above.
        void failed(RuntimeException bug);
    }

    private enum Hold { SERVICE_USER, WRITE_QUEUE }

    private final Vertx vertx;
    private final NetSocket socket;
    private final PduCodec codec;
    private final Owner owner;
    private final EnumSet<Hold> holds = EnumSet.noneOf(Hold.class);
    private ByteBuf partial = Unpooled.EMPTY_BUFFER;
    private int missing;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean deaf;
    private boolean closed;
    private long heardAtNanos = System.nanoTime();
    private long idleTimer = -1;

    Transport(Vertx vertx, NetSocket socket, PduCodec codec, Owner owner) {
        this.vertx = vertx;
        this.socket = socket;
        this.codec = codec;
        this.owner = owner;
    }

    void open() {
        socket.exceptionHandler(_ -> {}); // a reset: the close handler follows
        socket.closeHandler(_ -> {
            closed = true;
            end();
            guarded(owner::closed);
        });
        socket.handler(this::read);
        acknowledgeQuickly();
    }

    String peer() {
        return socket.remoteAddress().hostAddress();
    }

    private void read(Buffer buffer) {
        var chunk = ((BufferInternal) buffer).getByteBuf();
        guarded(() -> {
            while (chunk.isReadable() && !deaf) {
                decode(chunk);
            }
        });
        acknowledgeQuickly();
    }

    private void decode(ByteBuf chunk) {
        var whole = chunk;
        if (partial.isReadable()) {
            partial.writeBytes(chunk, Math.min(missing, chunk.readableBytes()));
            whole = partial;
        }
        switch (codec.decode(whole)) {
            case Complete(var pdu, int bytesUsed) -> {
                whole.skipBytes(bytesUsed);
                partial = Unpooled.EMPTY_BUFFER;
                heardAtNanos = System.nanoTime();
                owner.received(pdu);
            }
            case NeedMore(int bytesMissing) -> {
                if (whole == chunk) {
                    partial = Unpooled.buffer(Math.min(chunk.readableBytes() + bytesMissing,
                            FIRST_BUFFER_BYTES))
                            .writeBytes(chunk);
                }
                missing = bytesMissing;
            }
            case Malformed malformed -> {
                deaf = true;
                owner.unreadable(malformed, whole);
            }
        }
    }

    /// Runs one event, then sends what it made us say. A bug of ours ends only this association.
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            deaf = true;
            owner.failed(bug);
        }
        flush();
    }

    /// Leaves with the next [#flush].
    void write(Pdu pdu) {
        if (out == Unpooled.EMPTY_BUFFER) {
            out = Unpooled.buffer();
        }
        PduCodec.encode(pdu, out);
    }

    Future<Void> flush() {
        if (!out.isReadable() || closed) {
            return Future.succeededFuture();
        }
        var written = socket.write(BufferInternal.buffer(out));
        out = Unpooled.EMPTY_BUFFER;
        heardAtNanos = System.nanoTime();
        acknowledgeQuickly();
        if (socket.writeQueueFull()) {
            hold(Hold.WRITE_QUEUE);
            socket.drainHandler(_ -> letGo(Hold.WRITE_QUEUE));
        }
        return written;
    }

    void pause() {
        hold(Hold.SERVICE_USER);
    }

    void resume() {
        heardAtNanos = System.nanoTime();
        letGo(Hold.SERVICE_USER);
    }

    private void hold(Hold why) {
        if (holds.isEmpty()) {
            socket.pause();
        }
        holds.add(why);
    }

    private void letGo(Hold why) {
        if (holds.remove(why) && holds.isEmpty() && !closed) {
            socket.resume();
        }
    }

    /// Runs `silent` when neither side has sent a whole PDU for so long: who drips bytes says nothing, and a PDU
    /// that was begun must end. Time in which the service-user has us pause is not the peer's fault and does not
    /// count.
    void watch(Duration idle, Runnable silent) {
        watch(idle, idle, silent);
    }

    private void watch(Duration idle, Duration next, Runnable silent) {
        idleTimer = vertx.setTimer(Math.max(1, next.toMillis()), _ -> {
            var left = idle.minusNanos(System.nanoTime() - heardAtNanos);
            if (holds.contains(Hold.SERVICE_USER)) {
                watch(idle, idle, silent);
            } else if (left.isPositive()) {
                watch(idle, left, silent);
            } else {
                guarded(silent);
            }
        });
    }

    /// Sends what is to be sent and closes. The owner does not hear of it: our own close is not Evt17.
    void close() {
        deaf = true;
        end();
        socket.closeHandler(_ -> {});
        flush();
        closed = true;
        socket.close();
    }

    private void end() {
        vertx.cancelTimer(idleTimer);
    }

    private void acknowledgeQuickly() {
        if (!closed && channel() instanceof EpollSocketChannel epoll) {
            epoll.config().setOption(EpollChannelOption.TCP_QUICKACK, true);
        }
    }

    private Channel channel() {
        return ((NetSocketInternal) socket).channelHandlerContext().channel();
    }
}
