// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A cable to the broker that breaks after a number of bytes that nobody knows, further on each time.
final class FrayedCable implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger lines = new AtomicInteger();
    private final Random random = new Random(20_261_121);

    FrayedCable(int target) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var near = server.accept();
                    var far = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.addAll(List.of(near, far));
                    int bytes = random.nextInt(12_000 * (1 + lines.getAndIncrement()));
                    Thread.ofVirtual().start(() -> copy(near, far, bytes));
                    Thread.ofVirtual().start(() -> copy(far, near, bytes / 10 + 20));
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    URI url() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private void copy(Socket from, Socket to, int bytes) {
        try (from; to) {
            if (pass(from.getInputStream(), to.getOutputStream(), bytes)) {
                cuts.incrementAndGet();
            }
        } catch (IOException _) {
            // the other direction broke
        }
    }

    private static boolean pass(InputStream in, OutputStream out, int bytes) throws IOException {
        var buffer = new byte[4096];
        for (int left = bytes; left > 0; ) {
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                return false;
            }
            out.write(buffer, 0, count);
            left -= count;
        }
        return true;
    }

    int cuts() {
        return cuts.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
