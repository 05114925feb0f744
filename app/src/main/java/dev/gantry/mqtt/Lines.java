// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Gives Paho the one socket that it may use.
final class Lines extends SocketFactory {
    private final Line line;

    Lines(Line line) {
        this.line = line;
    }

    @Override
    public Socket createSocket() {
        return line;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("unconnected only");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("unconnected only");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("unconnected only");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("unconnected only");
    }
}
