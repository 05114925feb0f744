// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.config.AuditTrailSettings.Identifiers;
import dev.gantry.yaml.CheckedYaml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The section `audit-trail` of the settings.
final class AuditTrailSection {
    static final List<CheckedYaml.Rule> RULES = List.of(new CheckedYaml.Rule(
            List.of("audit-trail"),
            "must name both a certificate and its key, or neither",
            yaml -> yaml.has("audit-trail.certificate") == yaml.has("audit-trail.key")));

    private AuditTrailSection() {}

    /// @param settings the whole file
    static Optional<AuditTrailSettings> read(CheckedYaml settings) {
        if (!settings.has("audit-trail")) {
            return Optional.empty();
        }
        var yaml = settings.part("audit-trail");
        return Optional.of(new AuditTrailSettings(yaml.text("host"), yaml.integer("port"), tls(yaml),
                yaml.text("enterprise-site"), yaml.text("source"),
                Identifiers.valueOf(yaml.text("identifiers").toUpperCase(Locale.ROOT))));
    }

    /// Of any section that has the keys `trust`, `certificate` and `key`.
    static ClientTls tls(CheckedYaml yaml) {
        return new ClientTls(
                yaml.has("trust") ? Optional.of(yaml.path("trust")) : Optional.empty(),
                yaml.has("certificate")
                        ? Optional.of(new ClientTls.Own(yaml.path("certificate"), yaml.path("key")))
                        : Optional.empty());
    }
}
