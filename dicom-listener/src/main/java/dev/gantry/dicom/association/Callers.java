// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Caller;
import dev.gantry.dicom.access.Caller.Line;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;

/// What a connection and a request show of who calls.
final class Callers {
    private Callers() {}

    static Caller of(AssociateRq asked, NetSocket socket) {
        var line = socket.isSsl() ? new Line.Encrypted(Tls.names(socket)) : new Line.Plain();
        return new Caller(asked.titles().calling(), asked.titles().called(), address(socket), line,
                asked.user().implementation());
    }

    /// Without the interface of a link-local address, which the JDK would look up.
    static InetAddress address(NetSocket socket) {
        return InetAddress.ofLiteral(socket.remoteAddress().hostAddress().replaceFirst("%.*", ""));
    }
}
