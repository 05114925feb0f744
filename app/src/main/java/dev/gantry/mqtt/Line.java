// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The socket of one connection, plain or encrypted, in our own hands.
///
/// Three reasons not to leave it to Paho 1.2.5, each with a test. Its starting threads look for each other every
/// 100 ms: when the broker hangs up at once, the receiving one is over before it was seen, and the starting one looks
/// for it for ever. So what is read is held back until something was written: a broker has nothing to say before
/// CONNECT but that it does not want us.
/// It reads with a limit of one second, and loses its place in the stream when that passes inside of a packet's head:
/// here reading has no limit, and ends with the connection. It has no way to let go of a broker that reads nothing:
/// [#cut] does.
final class Line extends Socket {
    private static final int HANDSHAKE_LIMIT_MILLIS = 10_000;
    private static final long FIRST_WRITE_LIMIT_SECONDS = 60;

    /// Ten looks of Paho's starting thread.
    private static final long CUT_EARLY_MILLIS = 1_000;

    private final Socket plain = new Socket();
    private final Optional<Supplier<SSLSocketFactory>> tls;
    private final String host;
    private final Consumer<IOException> troubled;
    private final CountDownLatch written = new CountDownLatch(1);
    private volatile Socket used = plain;

    /// @param tls      absent: plain TCP
    /// @param host     that the broker's certificate must be made out to
    /// @param troubled hears why reading or writing failed: Paho does not always pass it on
    Line(Optional<Supplier<SSLSocketFactory>> tls, String host, Consumer<IOException> troubled) {
        this.tls = tls;
        this.host = host;
        this.troubled = troubled;
    }

    @Override
    public void connect(SocketAddress to, int limitMillis) throws IOException {
        try {
            plain.connect(to, limitMillis);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            if (tls.isPresent()) {
                used = encrypted(tls.get().get(), (InetSocketAddress) to);
            }
        } catch (IOException e) {
            troubled.accept(e);
            cut();
            throw e;
        }
    }

    private SSLSocket encrypted(SSLSocketFactory factory, InetSocketAddress to) throws IOException {
        var socket = (SSLSocket) factory.createSocket(plain, host, to.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        plain.setSoTimeout(HANDSHAKE_LIMIT_MILLIS);
        socket.startHandshake();
        plain.setSoTimeout(0);
        return socket;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(used.getInputStream()) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                try {
                    return super.read(into, from, most);
                } catch (IOException e) {
                    troubled.accept(e);
                    throw e;
                } finally {
                    awaitFirstWrite();
                }
            }

            @Override
            public int available() throws IOException {
                return written.getCount() > 0 ? 0 : super.available();
            }
        };
    }

    private void awaitFirstWrite() throws IOException {
        try {
            if (!written.await(FIRST_WRITE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SocketException("nothing was written");
            }
            if (plain.isClosed()) {
                Thread.sleep(CUT_EARLY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(used.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    out.write(bytes, from, count);
                } catch (IOException e) {
                    troubled.accept(e);
                    throw e;
                } finally {
                    written.countDown();
                }
            }

            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }
        };
    }

    @Override
    public void setSoTimeout(int millis) {
        // Reading ends with the connection.
    }

    @Override
    public void shutdownInput() {
        // close() follows.
    }

    /// With TLS, says good-bye first. Who cannot wait for that calls [#cut] from elsewhere.
    @Override
    public void close() throws IOException {
        used.close();
    }

    /// Ends it without a word, whoever reads or writes.
    void cut() {
        try {
            plain.close();
        } catch (IOException e) {
            troubled.accept(e);
        }
        written.countDown();
    }
}
