// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import dev.gantry.config.TlsSettings;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// What the three files hold, checked: they are what they should be and belong together.
///
/// @param chain ours first
/// @param trust empty where no file is named
public record Credentials(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trust) {
    private static final String SECTION = "dicom.tls";

    public Credentials {
        chain = List.copyOf(chain);
        trust = List.copyOf(trust);
    }

    X509Certificate own() {
        return chain.getFirst();
    }

    /// When our certificate does.
    public Instant expires() {
        return own().getNotAfter().toInstant();
    }

    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    static Credentials read(TlsSettings settings) {
        return read(SECTION, settings.certificate(), settings.key(), settings.trust());
    }

    /// @param section of the settings, with the keys `certificate`, `key` and `trust`
    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    public static Credentials read(String section, Path certificate, Path key, Optional<Path> trust) {
        var chain = Pem.certificates(section + ".certificate", certificate);
        var own = chain.getFirst().getPublicKey();
        var secret = Pem.key(section + ".key", key, own.getAlgorithm());
        if (!Pem.belong(own, secret)) {
            throw Pem.wrong(section + ".key", key, "does not belong to the first certificate of " + certificate);
        }
        return new Credentials(chain, secret,
                trust.map(file -> Pem.certificates(section + ".trust", file)).orElse(List.of()));
    }

    KeyManagerFactory keys() throws GeneralSecurityException, IOException {
        var store = empty();
        store.setKeyEntry("gantry", key, new char[0], chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    TrustManagerFactory believed() throws GeneralSecurityException, IOException {
        return believing(trust);
    }

    static TrustManagerFactory believing(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        var store = empty();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /// A server with them, that speaks with nobody who shows no certificate that they trust.
    ///
    /// @return the same options
    public ServerSSLOptions mutual(ServerSSLOptions options) {
        try {
            return shown(options).setClientAuth(ClientAuth.REQUIRED).setTrustOptions(TrustOptions.wrap(believed()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the TLS files cannot be used (" + e.getMessage() + ")", e);
        }
    }

    /// A server that shows our certificate and asks for none.
    ///
    /// @return the same options
    public ServerSSLOptions shown(ServerSSLOptions options) {
        try {
            options.setKeyCertOptions(KeyCertOptions.wrap(keys()))
                    .setEnabledSecureTransportProtocols(new LinkedHashSet<>(Suites.PROTOCOLS));
            Suites.NAMES.forEach(options::addEnabledCipherSuite);
            return options;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the TLS files cannot be used (" + e.getMessage() + ")", e);
        }
    }

    /// Changes whenever one of the files was touched or replaced.
    static Object edition(TlsSettings settings) {
        return Stream.concat(Stream.of(settings.certificate(), settings.key()), settings.trust().stream())
                .map(Credentials::edition)
                .toList();
    }

    private static Object edition(Path file) {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (IOException _) {
            return "not there";
        }
    }

    /// Whether others than the owner may read the key; unknown where the disk has no such permissions.
    static Optional<Path> exposedKey(TlsSettings settings) {
        try {
            var others = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
            return Files.getPosixFilePermissions(settings.key()).stream().anyMatch(others::contains)
                    ? Optional.of(settings.key())
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
