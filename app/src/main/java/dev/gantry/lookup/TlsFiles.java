// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.config.LookupSettings.Files;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;

/// The files of `lookup` as they are now, read once: our certificate and key, and whose certificates are believed.
///
/// @param expires when our certificate does
record TlsFiles(Buffer certificate, Buffer key, Buffer trust, Instant expires) {
    /// TLS 1.3, or 1.2 with forward secrecy and authenticated encryption (RFC 9325 3.1, 4.2).
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    static TlsFiles read(Files files) {
        var certificate = bytes("certificate", files.certificate());
        var key = bytes("key", files.key());
        var trust = bytes("trust", files.trust());
        certificates("trust", files.trust(), trust);
        var own = certificates("certificate", files.certificate(), certificate).getFirst();
        if (!new String(key, StandardCharsets.US_ASCII).contains("PRIVATE KEY-----")) {
            throw wrong("key", files.key(), "is no private key as PEM");
        }
        return new TlsFiles(Buffer.buffer(certificate), Buffer.buffer(key), Buffer.buffer(trust),
                own.getNotAfter().toInstant());
    }

    private static byte[] bytes(String setting, Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (IOException e) {
            throw wrong(setting, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static List<X509Certificate> certificates(String setting, Path file, byte[] pem) {
        try {
            var all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast).toList();
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException _) {
            // said below
        }
        throw wrong(setting, file, "holds no certificate as PEM");
    }

    private static IllegalArgumentException wrong(String setting, Path file, String what) {
        return new IllegalArgumentException("lookup.%s: %s %s".formatted(setting, file, what));
    }

    /// The same for a server that is about to listen.
    HttpServerOptions of(HttpServerOptions server) {
        server.setSsl(true).setClientAuth(ClientAuth.REQUIRED);
        server.setKeyCertOptions(new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
        server.setTrustOptions(new PemTrustOptions().addCertValue(trust));
        server.setEnabledSecureTransportProtocols(new LinkedHashSet<>(PROTOCOLS));
        SUITES.forEach(server::addEnabledCipherSuite);
        return server;
    }

    /// For a server that listens.
    ServerSSLOptions options() {
        var options = new ServerSSLOptions();
        options.setClientAuth(ClientAuth.REQUIRED);
        options.setKeyCertOptions(new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
        options.setTrustOptions(new PemTrustOptions().addCertValue(trust));
        options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(PROTOCOLS));
        SUITES.forEach(options::addEnabledCipherSuite);
        return options;
    }
}
