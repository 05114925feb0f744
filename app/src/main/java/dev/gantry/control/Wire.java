// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// A connection over which lines of text go, each way within a limit. Confined to one thread, but for [#close].
final class Wire implements AutoCloseable {
    private static final int PIECE_BYTES = 8192;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).flip();

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    /// The next line, without its end.
    ///
    /// @throws EOFException           when the other side has gone before it was whole
    /// @throws SocketTimeoutException when it is not here in time
    /// @throws IOException            when it is longer than `mostBytes`
    String read(int mostBytes, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        var line = new ByteArrayOutputStream();
        while (true) {
            while (piece.hasRemaining()) {
                byte next = piece.get();
                if (next == '\n') {
                    return line.toString(UTF_8);
                }
                if (line.size() == mostBytes) {
                    throw new IOException("a line is longer than " + mostBytes + " bytes");
                }
                line.write(next);
            }
            await(SelectionKey.OP_READ, until);
            int read = channel.read(piece.clear());
            piece.flip();
            if (read < 0) {
                throw new EOFException("the other side has gone");
            }
        }
    }

    /// @throws SocketTimeoutException when the other side does not take it in time
    void write(String line, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        var bytes = ByteBuffer.wrap((line + '\n').getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE, until);
            }
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    private void await(int what, long untilNanos) throws IOException {
        try {
            key.interestOps(what);
            long leftMillis = (untilNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0 || selector.select(leftMillis) == 0 && channel.isOpen()) {
                throw new SocketTimeoutException("nothing came or went in time");
            }
            selector.selectedKeys().clear();
        } catch (CancelledKeyException | ClosedSelectorException _) {
            throw new EOFException("it was closed meanwhile");
        }
    }

    /// Any thread: who reads or writes meanwhile gets an [IOException].
    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
