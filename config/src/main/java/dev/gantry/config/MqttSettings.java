// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The broker that carries the outcomes.
///
/// @param url          `tcp://host:port` or `ssl://host:port`
/// @param passwordFile holds the password alone, so that it never stands in the settings
/// @param heartbeat    how often the retained status is refreshed; it expires after three
/// @param window       QoS 1 publishes in flight at once, 1 to 65535
/// @param tls          for `ssl://`
/// @param fhir         outcomes are published as FHIR R4 too
public record MqttSettings(
        URI url,
        Optional<String> username,
        Optional<Path> passwordFile,
        Duration heartbeat,
        int window,
        Tls tls,
        boolean fhir) {

    /// Whom we believe and who we are.
    ///
    /// @param trust PEM: the authorities that may have signed the broker's certificate; absent: those that Java knows
    /// @param own   shown to a broker that asks for a certificate
    public record Tls(Optional<Path> trust, Optional<Own> own) {
        public static final Tls PLAIN = new Tls(Optional.empty(), Optional.empty());
    }

    /// @param certificate PEM: our own certificate, then those that lead to its root
    /// @param key         PEM: its private key, PKCS#8
    public record Own(Path certificate, Path key) {}

    public MqttSettings(
            URI url, Optional<String> username, Optional<Path> passwordFile, Duration heartbeat, int window) {
        this(url, username, passwordFile, heartbeat, window, Tls.PLAIN, false);
    }

    public boolean encrypted() {
        return url.getScheme().equals("ssl");
    }
}
