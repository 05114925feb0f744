// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.MqttSettings;
import dev.gantry.config.Settings;
import dev.gantry.dicom.tls.Tls;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The certificates that the settings name: whether they can be read, how long they are valid, whether each of a chain
/// signed the one before it.
final class CertificatesCheck implements Check {
    private static final int SOON = 60;
    private static final int SOONER = 30;
    private static final int NOW = 7;

    private final Settings settings;
    private final Clock clock;

    CertificatesCheck(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        settings.dicom().tls().ifPresent(files -> {
            try {
                Tls.open(files, clock);
            } catch (IllegalArgumentException e) {
                findings.add(Finding.wrong(e.getMessage(), "put the right file there; gantry check says when it fits"));
            }
        });
        files().forEach((key, file) -> findings.addAll(look(key, file)));
        return findings.isEmpty() ? List.of(Finding.ok("none is used: no TLS anywhere in the settings")) : findings;
    }

    private Map<String, Path> files() {
        var files = new LinkedHashMap<String, Path>();
        settings.dicom().tls().ifPresent(tls -> {
            files.put("dicom.tls.certificate", tls.certificate());
            tls.trust().ifPresent(trust -> files.put("dicom.tls.trust", trust));
        });
        var broker = settings.mqtt().tls();
        broker.own().map(MqttSettings.Own::certificate).ifPresent(own -> files.put("mqtt.tls.certificate", own));
        broker.trust().ifPresent(trust -> files.put("mqtt.tls.trust", trust));
        settings.web().tls().ifPresent(tls -> files.put("web.tls.certificate", tls.chain()));
        return files;
    }

    private List<Finding> look(String key, Path file) {
        try (var in = Files.newInputStream(file)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast).toList();
            var findings = new ArrayList<>(chain.stream().map(one -> validity(key, one)).toList());
            if (!key.endsWith("trust")) {
                broken(chain).map(why -> Finding.wrong(key + ": " + why,
                        "put the certificates into the file in order: ours, then who signed it, and so on"))
                        .ifPresent(findings::add);
            }
            return chain.isEmpty() ? List.of(Finding.wrong(key + ": " + file + " holds no certificate",
                    "put a PEM certificate there")) : findings;
        } catch (IOException | GeneralSecurityException e) {
            return List.of(Finding.wrong(key + ": " + file + " cannot be read as certificates ("
                    + e.getClass().getSimpleName() + ")", "put PEM certificates there, readable by the user gantry"));
        }
    }

    private Finding validity(String key, X509Certificate one) {
        var name = key + ": " + one.getSubjectX500Principal().getName().replaceAll("[^ -~]", "?");
        var now = clock.instant();
        if (one.getNotBefore().toInstant().isAfter(now)) {
            return Finding.wrong(name + " is not valid before " + one.getNotBefore().toInstant(),
                    "see that the clock of this machine is right");
        }
        long days = Duration.between(now, one.getNotAfter().toInstant()).toDays();
        var figures = Map.<String, Object>of("key", key, "days-left", days);
        var finding = one.getNotAfter().toInstant().isBefore(now)
                ? Finding.wrong(name + " expired on " + one.getNotAfter().toInstant(), "replace it now")
                : days < NOW ? Finding.wrong(name + " expires in " + days + " days", "replace it now")
                : days < SOONER ? Finding.note(name + " expires in " + days + " days", "replace it")
                : days < SOON ? Finding.note(name + " expires in " + days + " days", "ask for the next one")
                : Finding.ok(name + " is valid for " + days + " days");
        return finding.with(figures);
    }

    private static Optional<String> broken(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException _) {
                return Optional.of("certificate " + (i + 1) + " of the file is not signed by certificate " + (i + 2));
            }
        }
        return Optional.empty();
    }
}
