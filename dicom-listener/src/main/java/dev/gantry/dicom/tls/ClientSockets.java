// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import dev.gantry.config.ClientTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// TLS for those we call who speak no DICOM. The files are read anew for each connection: a renewed certificate needs
/// no restart.
public final class ClientSockets {
    private ClientSockets() {}

    /// @param section of the settings, `mqtt.tls`, for what is said of a wrong file
    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    public static SSLSocketFactory read(String section, ClientTls settings) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys(section, settings.own()), trust(section, settings.trust()).getTrustManagers(),
                    new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(section + ": the files cannot be used (" + e.getMessage() + ")", e);
        }
    }

    /// Shakes hands over a connection that stands; who closes that closes both. The other side's certificate must be made
    /// out to `host`.
    ///
    /// @param limit of each wait for the other side
    public static SSLSocket over(SSLSocketFactory factory, Socket plain, String host, Duration limit)
            throws IOException {
        var socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(Suites.PROTOCOLS.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        plain.setSoTimeout(Math.toIntExact(limit.toMillis()));
        socket.startHandshake();
        plain.setSoTimeout(0);
        return socket;
    }

    private static KeyManager[] keys(String section, Optional<ClientTls.Own> own)
            throws GeneralSecurityException, IOException {
        return own.isEmpty() ? new KeyManager[0] : Credentials
                .read(section, own.get().certificate(), own.get().key(), Optional.empty()).keys().getKeyManagers();
    }

    private static TrustManagerFactory trust(String section, Optional<Path> file)
            throws GeneralSecurityException, IOException {
        if (file.isPresent()) {
            return Credentials.believing(Pem.certificates(section + ".trust", file.get()));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null); // those that Java knows
        return factory;
    }
}
