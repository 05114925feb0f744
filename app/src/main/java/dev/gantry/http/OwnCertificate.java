// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.config.WebSettings.Certificate;
import dev.gantry.dicom.tls.Credentials;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that browsers are shown, renewed without a restart: new files that cannot be used leave the
/// earlier ones in force. Connections that stand are not touched.
final class OwnCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);

    /// A hospital needs weeks to sign a certificate.
    private static final Duration NOTICE = Duration.ofDays(30);

    private final Certificate files;
    private final Clock clock;
    private volatile Credentials inForce;
    private volatile Optional<String> trouble = Optional.empty();

    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    OwnCertificate(Certificate files, Clock clock) {
        this.files = files;
        this.clock = clock;
        this.inForce = read();
    }

    private Credentials read() {
        return Credentials.read("web.tls", files.chain(), files.key(), Optional.empty());
    }

    /// @param options of a server that is to show it
    void put(HttpServerOptions options) {
        shown(inForce, options.setSsl(true).setUseAlpn(true).getSslOptions());
    }

    /// With the better of the two versions of HTTP first.
    private static ServerSSLOptions shown(Credentials credentials, ServerSSLOptions options) {
        credentials.shown(options).setUseAlpn(true).setApplicationLayerProtocols(List.of("h2", "http/1.1"));
        return options;
    }

    /// Takes up files that have changed. Reads files: not for an event loop.
    synchronized Future<Boolean> reread(HttpServer server) {
        try {
            var now = read();
            if (now.equals(inForce)) {
                trouble = Optional.empty();
                return Future.succeededFuture(false);
            }
            return server.updateSSLOptions(shown(now, new ServerSSLOptions()), true).onSuccess(_ -> {
                inForce = now;
                trouble = Optional.empty();
                LOG.info("web certificate taken up expires={}", now.expires());
            });
        } catch (IllegalArgumentException e) {
            var why = "the changed files of web.tls cannot be used, the earlier ones stay in force: " + e.getMessage();
            if (!trouble.equals(Optional.of(why))) {
                LOG.error("{}", why);
            }
            trouble = Optional.of(why);
            return Future.succeededFuture(false);
        }
    }

    /// What a person should see to.
    Optional<String> complaint() {
        var expires = inForce.expires();
        return trouble.or(() -> Optional.of("the certificate of web.tls expires on " + expires + ": replace it")
                .filter(_ -> expires.isBefore(clock.instant().plus(NOTICE))));
    }
}
