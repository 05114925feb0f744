// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import dev.gantry.dicom.tls.ClientSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/// One connection to the receiver. Its end is heard at once, not at the next message: a receiver says nothing else.
final class Link implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    /// A receiver that takes nothing for so long is given up.
    private static final Duration STALLED = Duration.ofSeconds(30);
    private static final int LOOK_MILLIS = 1_000;

    private final Socket plain;
    private final SSLSocket secured;
    private final OutputStream out;
    private final Runnable ended;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Optional<Long> writingSinceNanos = Optional.empty();
    private volatile Optional<IOException> failure = Optional.empty();

    private Link(Socket plain, SSLSocket secured, Runnable ended) throws IOException {
        this.plain = plain;
        this.secured = secured;
        this.out = secured.getOutputStream();
        this.ended = ended;
        secured.setSoTimeout(LOOK_MILLIS);
        Thread.ofVirtual().name("syslog-reader").start(this::listen);
    }

    /// @param ended is called when the receiver has ended it, from another thread
    /// @throws IllegalArgumentException when a file of ours is wrong
    static Link open(Receiver to, Runnable ended) throws IOException {
        var factory = to.tls().get();
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(to.host(), to.port()), Math.toIntExact(CONNECT.toMillis()));
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            return new Link(plain, ClientSockets.over(factory, plain, to.host(), HANDSHAKE), ended);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private void listen() {
        try {
            while (heard() >= 0) {
                // whatever it is, it is not for us
            }
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        over.countDown();
        ended.run();
    }

    private int heard() throws IOException {
        while (true) {
            try {
                return secured.getInputStream().read();
            } catch (SocketTimeoutException _) {
                var since = writingSinceNanos;
                if (since.isPresent() && System.nanoTime() - since.get() > STALLED.toNanos()) {
                    plain.close(); // the writer must be let go
                    throw new IOException("took nothing for " + STALLED.toSeconds() + " s");
                }
            }
        }
    }

    void write(byte[] frame) throws IOException {
        writingSinceNanos = Optional.of(System.nanoTime());
        out.write(frame);
        writingSinceNanos = Optional.empty();
    }

    /// @throws IOException when the receiver has ended it, or it broke
    void check() throws IOException {
        if (over.getCount() == 0) {
            throw failure.orElseGet(() -> new IOException("the receiver hung up"));
        }
    }

    /// Says good-bye after all that was written, and waits for the same from the other side.
    ///
    /// @return whether it came: then the receiver has read everything
    boolean finish(Duration limit) throws IOException, InterruptedException {
        secured.shutdownOutput();
        return over.await(limit.toMillis(), TimeUnit.MILLISECONDS) && failure.isEmpty();
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
