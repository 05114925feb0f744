// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/// Where messages go.
///
/// @param host that its certificate must be made out to
/// @param port 1 to 65535
/// @param tls  asked for at each connection; throws [IllegalArgumentException] when a file of ours is wrong
public record Receiver(String host, int port, Supplier<SSLSocketFactory> tls) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
