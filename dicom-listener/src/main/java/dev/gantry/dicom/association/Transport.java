// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Decoded.Complete;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Decoded.NeedMore;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.PduCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/// The TCP connection of one association: whole PDUs in, whole PDUs out.
///
/// Reading: a PDU that lies within one read is decoded where it lies, and the values of a P-DATA-TF that
/// straddles reads are handed on as they come ([UnfinishedValues]). Only other PDUs that straddle reads are put
/// together in a buffer of their own, which grows as bytes arrive, not as lengths claim. We read in the
/// channel's pipeline, before Vert.x would copy each read to the heap: views of a payload are valid only until
/// the owner returns.
///
/// Writing: everything that one event makes us say leaves in one write, for two small writes with Nagle on
/// one side and delayed acknowledgement on the other cost 40 ms. For the same reason TCP_QUICKACK is set
/// again whenever all that had come is read, and after every write, as the kernel drops it: senders that leave
/// Nagle on wait for our acknowledgement before they send the last part of an image.
///
/// Bounds: reading stops while the service-user asks for it, and while the peer does not read what we write.
final class Transport {
    private static final int FIRST_BUFFER_BYTES = 65_536;
    /// From here on a copy costs more than one more part in a write.
    private static final int LARGE_BYTES = 4096;

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
    private final ContextInternal context;
    private final NetSocket socket;
    private final PduCodec codec;
    private final Owner owner;
    private final EnumSet<Hold> holds = EnumSet.noneOf(Hold.class);
    private ByteBuf partial = Unpooled.EMPTY_BUFFER;
    private int missing;
    private CompositeByteBuf out = nothing();
    private Optional<UnfinishedValues> unfinished = Optional.empty();
    private boolean deaf;
    private boolean closed;
    private long heardAtNanos = System.nanoTime();
    private long idleTimer = -1;

    Transport(Vertx vertx, NetSocket socket, PduCodec codec, Owner owner) {
        this.vertx = vertx;
        this.context = (ContextInternal) vertx.getOrCreateContext();
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
        readInThePipeline();
        acknowledgeQuickly();
    }

    private void readInThePipeline() {
        channel().config().setAllocator(PooledByteBufAllocator.DEFAULT); // Netty's own makes each large buffer anew
        var vertxHandler = ((NetSocketInternal) socket).channelHandlerContext();
        vertxHandler.pipeline().addBefore(vertxHandler.name(), "pdus", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof ByteBuf bytes) {
                    context.emit(bytes, Transport.this::read);
                } else {
                    ctx.fireChannelRead(message);
                }
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                acknowledgeQuickly();
                ctx.fireChannelReadComplete();
            }
        });
    }

    String peer() {
        return socket.remoteAddress().hostAddress();
    }

    private void read(ByteBuf chunk) {
        try {
            guarded(() -> {
                while (chunk.isReadable() && !deaf) {
                    decode(chunk);
                }
            });
        } finally {
            chunk.release();
        }
    }

    private void decode(ByteBuf chunk) {
        if (unfinished.isPresent()) {
            goOn(unfinished.get(), chunk);
            return;
        }
        if (partial.isReadable()) {
            partial.writeBytes(chunk, Math.min(missing, chunk.readableBytes()));
        }
        var whole = partial.isReadable() ? partial : chunk;
        switch (codec.decode(whole)) {
            case Complete(var pdu, int bytesUsed) -> {
                whole.skipBytes(bytesUsed);
                partial = Unpooled.EMPTY_BUFFER;
                heardAtNanos = System.nanoTime();
                owner.received(pdu);
            }
            case NeedMore _ when PduCodec.valueBytes(whole).isPresent() -> {
                var values = new UnfinishedValues(PduCodec.valueBytes(whole).getAsInt());
                whole.skipBytes(PduCodec.HEADER_BYTES);
                partial = Unpooled.EMPTY_BUFFER;
                unfinished = Optional.of(values);
                goOn(values, whole);
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

    private void goOn(UnfinishedValues values, ByteBuf chunk) {
        int start = chunk.readerIndex();
        var data = values.take(chunk);
        if (values.ended()) {
            unfinished = Optional.empty();
            heardAtNanos = System.nanoTime();
        }
        if (!data.values().isEmpty()) {
            owner.received(data);
        }
        if (values.fault().isPresent() && !deaf) {
            deaf = true;
            owner.unreadable(values.fault().get(), chunk.slice(start, chunk.readerIndex() - start));
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
        if (pdu instanceof PData data && bytes(data) >= LARGE_BYTES) {
            PduCodec.append(data, out);
        } else {
            var encoded = Unpooled.buffer();
            PduCodec.encode(pdu, encoded);
            out.addComponent(true, encoded);
        }
    }

    private static CompositeByteBuf nothing() {
        return Unpooled.compositeBuffer(Integer.MAX_VALUE);
    }

    private static int bytes(PData data) {
        return data.values().stream().mapToInt(value -> value.bytes().readableBytes()).sum();
    }

    Future<Void> flush() {
        if (!out.isReadable() || closed) {
            return Future.succeededFuture();
        }
        var written = socket.write(BufferInternal.buffer(out));
        out = nothing();
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
            channel().config().setAutoRead(false);
        }
        holds.add(why);
    }

    private void letGo(Hold why) {
        if (holds.remove(why) && holds.isEmpty() && !closed) {
            channel().config().setAutoRead(true);
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
        if (socket.writeQueueFull()) {
            // Vert.x would wait until the peer has read all: one that never does would stay for ever.
            ((NetSocketInternal) socket).channelHandlerContext().close();
        } else {
            socket.close();
        }
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
