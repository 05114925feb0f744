// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import dev.gantry.config.TlsSettings;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our certificate, and whom we believe: every TLS connection in either direction is made with them.
///
/// The files are read again when they change; new ones that cannot be used leave the old ones in force. Connections
/// that stand are not touched. Thread-safe.
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    /// A hospital needs weeks to sign a certificate. `gantry doctor` asks for the next one a month earlier.
    private static final Duration NOTICE = Duration.ofDays(30);
    private static final int DAYS_URGENT = 7;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final TlsSettings settings;
    private final Clock clock;
    private Object edition;
    private Object seen;
    private volatile InForce inForce;
    private volatile Optional<String> trouble = Optional.empty();

    /// The same objects for each connection, so that sessions can be resumed.
    private record InForce(Credentials credentials, SSLContext server, ClientSSLOptions client) {}

    private Tls(TlsSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.edition = Credentials.edition(settings);
        this.seen = edition;
        this.inForce = inForce(Credentials.read(settings));
    }

    /// A certificate that has expired is a complaint, not an error: an appliance that starts again at night must
    /// still take what comes over the plain port.
    ///
    /// @throws IllegalArgumentException when a file is missing, is not what it should be, or does not fit the others
    public static Tls open(TlsSettings settings, Clock clock) {
        var tls = new Tls(settings, clock);
        tls.tell("TLS certificate");
        Credentials.exposedKey(settings).ifPresent(key -> LOG.warn(
                "dicom.tls.key: others than its owner can read {}; chmod 600 keeps it a secret", key));
        return tls;
    }

    private void tell(String what) {
        var own = inForce.credentials().own();
        LOG.info("{} subject=\"{}\" serial={} expires={} days-left={}", what, own.getSubjectX500Principal(),
                own.getSerialNumber().toString(16), inForce.credentials().expires(), daysLeft());
        complaints().forEach(LOG::warn);
    }

    /// Puts TLS in front of a connection that was just accepted and of which nothing was read: on its event loop, in
    /// the connect handler itself. A server of Vert.x with TLS of its own does not say whose handshake failed, and its
    /// upgrade of a connection loses what the caller sent before the upgrade was prepared.
    ///
    /// @return completes on the event loop when it is encrypted; fails with what [HandshakeFailure] explains
    public Future<Void> encrypt(NetSocket socket) {
        var engine = inForce.server().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(Suites.PROTOCOLS.toArray(String[]::new));
        engine.setEnabledCipherSuites(Suites.NAMES.toArray(String[]::new));
        switch (settings.clients()) {
            case REQUIRED -> engine.setNeedClientAuth(true);
            case OPTIONAL -> engine.setWantClientAuth(true);
            case NONE -> {}
        }
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeout(HANDSHAKE.toSeconds(), TimeUnit.SECONDS);
        var done = Promise.<Void>promise();
        handler.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                done.complete();
            } else {
                done.fail(shaken.cause());
            }
        });
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().addFirst("ssl", handler);
        return done.future();
    }

    /// For those we call; the same object until the files change.
    public ClientSSLOptions client() {
        return inForce.client();
    }

    /// Whole days until our certificate expires; negative afterwards.
    public long daysLeft() {
        return Duration.between(clock.instant(), inForce.credentials().expires()).toDays();
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        var complaints = new ArrayList<String>();
        var expires = inForce.credentials().expires();
        var own = inForce.credentials().own();
        if (expires.isBefore(clock.instant())) {
            complaints.add("the TLS certificate expired on " + expires + ": peers will not believe it");
        } else if (own.getNotBefore().toInstant().isAfter(clock.instant())) {
            complaints.add("the TLS certificate is not valid before " + own.getNotBefore().toInstant()
                    + ": check the clock");
        } else if (expires.isBefore(clock.instant().plus(NOTICE))) {
            complaints.add("the TLS certificate expires in " + daysLeft() + " days, on " + expires
                    + (daysLeft() < DAYS_URGENT ? ": replace it now, peers will refuse us" : ": replace it"));
        }
        trouble.ifPresent(complaints::add);
        return complaints;
    }

    /// Takes up files that changed and have been left alone since the last look: who replaces them does so one by
    /// one. Reads files: not for an event loop.
    ///
    /// @return whether there are new credentials
    public synchronized boolean reread() {
        var now = Credentials.edition(settings);
        boolean rests = now.equals(seen);
        seen = now;
        if (now.equals(edition) || !rests) {
            return false;
        }
        edition = now;
        try {
            var fresh = Credentials.read(settings);
            if (fresh.expires().isBefore(clock.instant())
                    && fresh.expires().isBefore(inForce.credentials().expires())) {
                throw Pem.wrong("dicom.tls.certificate", settings.certificate(), "expired on " + fresh.expires());
            }
            inForce = inForce(fresh);
            trouble = Optional.empty();
            tell("TLS certificate taken up");
            return true;
        } catch (IllegalArgumentException e) {
            trouble = Optional.of("the changed TLS files cannot be used, the earlier ones stay in force: "
                    + e.getMessage());
            LOG.error("TLS files changed and cannot be used, the earlier ones stay in force reason=\"{}\"",
                    e.getMessage());
            return false;
        }
    }

    private InForce inForce(Credentials credentials) {
        try {
            var keys = keys(credentials);
            var trust = Optional.of(credentials).filter(files -> !files.trust().isEmpty());
            var server = SSLContext.getInstance("TLS");
            var client = new ClientSSLOptions().setHostnameVerificationAlgorithm(settings.checkNames() ? "HTTPS" : "");
            if (trust.isPresent()) {
                var believed = trust(credentials).getTrustManagers();
                server.init(keys.getKeyManagers(), believed, new SecureRandom());
                client.setTrustOptions(TrustOptions.wrap(believed[0]));
            } else {
                server.init(keys.getKeyManagers(), new TrustManager[0], new SecureRandom());
            }
            Suites.NAMES.forEach(client::addEnabledCipherSuite);
            client.setEnabledSecureTransportProtocols(new LinkedHashSet<>(Suites.PROTOCOLS))
                    .setKeyCertOptions(KeyCertOptions.wrap(keys))
                    .setSslHandshakeTimeout(HANDSHAKE.toSeconds())
                    .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
            return new InForce(credentials, server, client);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("dicom.tls: the files cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private static KeyManagerFactory keys(Credentials credentials) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("gantry", credentials.key(), new char[0],
                credentials.chain().toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private static TrustManagerFactory trust(Credentials credentials) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < credentials.trust().size(); i++) {
            store.setCertificateEntry("authority-" + i, credentials.trust().get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /// The names that the other side's certificate is made out to; empty where it showed none.
    public static Set<String> names(NetSocket socket) {
        try {
            return socket.peerCertificates().getFirst() instanceof X509Certificate shown ? Names.of(shown) : Set.of();
        } catch (SSLPeerUnverifiedException _) {
            return Set.of();
        }
    }
}
