// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import dev.gantry.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the three files hold, checked: they are what they should be and belong together.
///
/// @param chain ours first
/// @param trust empty where no file is named
record Credentials(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trust) {
    private static final String PREFIX = "dicom.tls.";

    Credentials {
        chain = List.copyOf(chain);
        trust = List.copyOf(trust);
    }

    X509Certificate own() {
        return chain.getFirst();
    }

    Instant expires() {
        return own().getNotAfter().toInstant();
    }

    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    static Credentials read(TlsSettings settings) {
        var chain = Pem.certificates(PREFIX + "certificate", settings.certificate());
        var own = chain.getFirst().getPublicKey();
        var key = Pem.key(PREFIX + "key", settings.key(), own.getAlgorithm());
        if (!Pem.belong(own, key)) {
            throw Pem.wrong(PREFIX + "key", settings.key(),
                    "does not belong to the first certificate of " + settings.certificate());
        }
        var trust = settings.trust().map(file -> Pem.certificates(PREFIX + "trust", file)).orElse(List.of());
        return new Credentials(chain, key, trust);
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
