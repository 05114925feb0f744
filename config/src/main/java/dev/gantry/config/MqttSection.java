// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The section `mqtt` of the settings.
final class MqttSection {
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(1);

    static final List<CheckedYaml.Rule> RULES = List.of(
            new CheckedYaml.Rule(
                    List.of("mqtt.url"),
                    "must name a host and a port from 1 to 65535",
                    yaml -> namesHostAndPort(yaml.text("mqtt.url"))),
            new CheckedYaml.Rule(
                    List.of("mqtt.heartbeat"),
                    "must be at least 1s",
                    yaml -> yaml.duration("mqtt.heartbeat").compareTo(SHORTEST_HEARTBEAT) >= 0),
            new CheckedYaml.Rule(
                    List.of("mqtt.url"),
                    "must begin with ssl:// as long as there is a section mqtt.tls; tcp:// encrypts nothing",
                    yaml -> !yaml.has("mqtt.tls") || yaml.text("mqtt.url").startsWith("ssl://")),
            new CheckedYaml.Rule(
                    List.of("mqtt.tls"),
                    "must name both a certificate and its key, or neither",
                    yaml -> yaml.has("mqtt.tls.certificate") == yaml.has("mqtt.tls.key")));

    private MqttSection() {}

    static MqttSettings read(CheckedYaml yaml) {
        return new MqttSettings(
                URI.create(yaml.text("url")),
                yaml.has("username") ? Optional.of(yaml.text("username")) : Optional.empty(),
                yaml.has("password-file") ? Optional.of(yaml.path("password-file")) : Optional.empty(),
                yaml.duration("heartbeat"),
                yaml.integer("window"),
                yaml.has("tls") ? AuditTrailSection.tls(yaml.part("tls")) : ClientTls.PLAIN,
                yaml.flag("fhir"));
    }

    private static boolean namesHostAndPort(String url) {
        try {
            var uri = URI.create(url);
            return uri.getHost() != null && uri.getPort() >= 1 && uri.getPort() <= 65_535;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
