// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A broker that does wrong on purpose: as much of MQTT 5 as that needs.
final class ScriptedBroker implements AutoCloseable {
    /// What it does with each connection.
    enum Manner {
        GOOD,
        /// Closes it before a byte was read.
        HANGS_UP,
        /// Reads nothing and says nothing.
        DEAF,
        /// Reads CONNECT and never answers it.
        NO_CONNACK,
        /// Never acknowledges a publish.
        NO_PUBACK,
        /// Acknowledges packets that were never sent, then those that were.
        WRONG_PUBACKS,
        /// Acknowledges all but every fifth publish.
        FORGETFUL,
        /// CONNACK, and then what is no MQTT.
        GARBAGE,
        /// CONNACK, and then a message whose topic holds a control character.
        POISON,
        /// CONNACK, and then DISCONNECT: session taken over.
        TAKES_OVER,
        /// CONNACK with 0x87: not authorised.
        NOT_AUTHORISED
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger cleanStartsOfReceiving = new AtomicInteger();
    final Set<String> payloads = ConcurrentHashMap.newKeySet();
    volatile Manner manner;

    ScriptedBroker(Manner manner) throws IOException {
        this.manner = manner;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var socket = server.accept();
                    sockets.add(socket);
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket, this.manner));
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    URI url() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    private void serve(Socket socket, Manner how) {
        try (socket) {
            if (how == Manner.HANGS_UP) {
                return;
            }
            if (how == Manner.DEAF) {
                Thread.sleep(60_000);
            }
            converse(new DataInputStream(socket.getInputStream()), socket.getOutputStream(), how);
        } catch (IOException _) {
            // the client went
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(DataInputStream in, OutputStream out, Manner how) throws IOException {
        int publishes = 0;
        while (true) {
            int first = in.readUnsignedByte();
            var body = new byte[length(in)];
            in.readFully(body);
            switch (first >> 4) {
                case 1 -> connect(body, out, how);
                case 3 -> publish(first, body, out, how, publishes++);
                case 8 -> send(out, 0x90, body[0], body[1], 0, 1, 1);
                case 12 -> send(out, 0xD0);
                default -> {}
            }
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        for (int digit = 0x80; digit >= 0x80; shift += 7) {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
        }
        return length;
    }

    private void connect(byte[] body, OutputStream out, Manner how) throws IOException {
        boolean receiving = new String(body, StandardCharsets.ISO_8859_1).contains("-in");
        if (receiving && (body[7] & 2) != 0) {
            cleanStartsOfReceiving.incrementAndGet();
        }
        if (how == Manner.NO_CONNACK) {
            return;
        }
        send(out, 0x20, 0, how == Manner.NOT_AUTHORISED ? 0x87 : 0, 0);
        switch (how) {
            case GARBAGE -> send(out, 0xFF, 1, 2, 3);
            case POISON -> send(out, 0x32, 0, 3, 'a', 1, 'b', 0, 1, 0);
            case TAKES_OVER -> send(out, 0xE0, 0x8E, 0);
            default -> {}
        }
    }

    private void publish(int first, byte[] body, OutputStream out, Manner how, int number) throws IOException {
        int topic = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        if ((first & 6) == 0 || how == Manner.NO_PUBACK || how == Manner.FORGETFUL && number % 5 == 4) {
            return;
        }
        payloads.add(new String(body, StandardCharsets.UTF_8));
        int high = body[2 + topic];
        int low = body[3 + topic];
        if (how == Manner.WRONG_PUBACKS) {
            send(out, 0x40, 0x7F, number & 0x7F);
            send(out, 0x40, high, low);
        }
        send(out, 0x40, high, low, 0, 0);
    }

    private static synchronized void send(OutputStream out, int first, int... body) throws IOException {
        var packet = new ByteArrayOutputStream();
        packet.write(first);
        packet.write(body.length);
        for (int value : body) {
            packet.write(value);
        }
        out.write(packet.toByteArray());
        out.flush();
    }

    boolean received(long seq) {
        return payloads.stream().anyMatch(it -> it.contains("\"seq\":" + seq + ","));
    }

    /// What comes is served well, what stands is ended.
    void behave() throws IOException {
        manner = Manner.GOOD;
        for (var socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
