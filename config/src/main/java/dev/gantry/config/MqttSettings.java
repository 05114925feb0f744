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
        ClientTls tls,
        boolean fhir) {

    public MqttSettings(
            URI url, Optional<String> username, Optional<Path> passwordFile, Duration heartbeat, int window) {
        this(url, username, passwordFile, heartbeat, window, ClientTls.PLAIN, false);
    }

    public boolean encrypted() {
        return url.getScheme().equals("ssl");
    }
}
