// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/// The section `lookup` of the settings.
final class LookupSection {
    static final List<CheckedYaml.Rule> RULES = List.of(
            new CheckedYaml.Rule(
                    List.of("lookup.allow"),
                    "each must be the subject of a certificate, as openssl x509 -noout -subject -nameopt RFC2253 shows"
                            + " it, such as CN=ris.st-anna.example,O=St Anna",
                    yaml -> yaml.texts("lookup.allow").stream().allMatch(LookupSection::namesASubject)),
            new CheckedYaml.Rule(
                    List.of("lookup.port", "dicom.port"),
                    "must be another than dicom.port",
                    yaml -> yaml.integer("lookup.port") == 0
                            || yaml.integer("lookup.port") != yaml.integer("dicom.port")),
            new CheckedYaml.Rule(
                    List.of("lookup.port", "dicom.tls.port"),
                    "must be another than dicom.tls.port",
                    yaml -> yaml.integer("lookup.port") == 0
                            || yaml.integer("lookup.port") != yaml.integer("dicom.tls.port")));

    private LookupSection() {}

    static LookupSettings read(CheckedYaml yaml) {
        return new LookupSettings(
                yaml.text("host"),
                yaml.integer("port"),
                new LookupSettings.Files(yaml.path("certificate"), yaml.path("key"), yaml.path("trust")),
                yaml.texts("allow").stream().map(X500Principal::new).toList(),
                yaml.integer("per-minute"),
                yaml.duration("keep"));
    }

    private static boolean namesASubject(String name) {
        try {
            return !new X500Principal(name).getName().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
