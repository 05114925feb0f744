// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.envelope.Envelope;
import dev.gantry.pseudonym.Key;
import dev.gantry.pseudonym.KeysJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// The files in which keys travel, and what seals them.
final class KeyFiles {
    private static final int SHORTEST_PASSPHRASE = 12;
    private static final int MOST_BYTES = 1 << 20;

    private KeyFiles() {}

    /// @throws IllegalArgumentException when it is none, or not valid now
    static X509Certificate certificate(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            certificate.checkValidity();
            return certificate;
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "--certificate: %s cannot be used (%s)".formatted(file, e.getMessage()), e);
        }
    }

    /// @throws IllegalArgumentException when others may read the file, or it is too short to keep a secret
    static char[] passphrase(Path file) throws IOException {
        var others = PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).substring(3);
        if (!others.equals("------")) {
            throw new IllegalArgumentException(
                    "--passphrase-file: only its owner may have access to %s: chmod 600 %s".formatted(file, file));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException("--passphrase-file: " + file + " is larger than a passphrase");
        }
        var text = Files.readString(file, UTF_8).strip();
        if (text.length() < SHORTEST_PASSPHRASE) {
            throw new IllegalArgumentException("--passphrase-file: the passphrase in %s must have %d characters or more"
                    .formatted(file, SHORTEST_PASSPHRASE));
        }
        return text.toCharArray();
    }

    static void refuseExisting(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file + " exists already; nothing is replaced");
        }
    }

    /// A new file, synced, that only its owner can read.
    static void write(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /// @throws IllegalArgumentException when it is no backup, or the passphrase is another
    static List<Key> opened(Path file, Path passphrase) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(file + ": larger than a backup of keys");
        }
        try {
            return KeysJson.read(Envelope.open(passphrase(passphrase), Files.readAllBytes(file)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
