// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names for studies, series, images and accession numbers that only holders of the site key can match.
///
/// Base64url without padding of the first 16 bytes of HMAC-SHA-256(key, field, 0, issuer, 0, trimmed value),
/// all in UTF-8 (RFC 2104, RFC 4648 5). Test vectors stand in docs/mqtt.md.
public final class Pseudonyms {
    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 16;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SecretKeySpec key;
    private final String keyId;

    /// @param key   32 random bytes
    /// @param keyId names the key in each payload
    public Pseudonyms(byte[] key, String keyId) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("site key: must be 32 bytes, was %d".formatted(key.length));
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.keyId = keyId;
    }

    /// Reads the site key, 32 bytes as base64; makes one, readable by its owner alone, when the file is
    /// missing.
    ///
    /// @throws IllegalArgumentException when others may read the file, or it holds no such key
    public static Pseudonyms open(Path keyFile, String keyId) throws IOException {
        if (!Files.exists(keyFile)) {
            make(keyFile);
        }
        var others = EnumSet.copyOf(Files.getPosixFilePermissions(keyFile));
        others.removeIf(permission -> permission.name().startsWith("OWNER"));
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "site key %s: only its owner may have access (mode 0600), but also: %s"
                            .formatted(keyFile, others));
        }
        var text = Files.readString(keyFile, US_ASCII).strip();
        try {
            return new Pseudonyms(Base64.getDecoder().decode(text), keyId);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("site key %s: not 32 bytes as base64".formatted(keyFile), e);
        }
    }

    private static void make(Path keyFile) throws IOException {
        var key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        var folder = keyFile.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var line = Base64.getEncoder().encodeToString(key) + "\n";
        var fresh =
                Files.createTempFile(folder, ".site-key", "", PosixFilePermissions.asFileAttribute(OWNER));
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(line.getBytes(US_ASCII)));
                channel.force(true);
            }
            // A link never replaces: of two that start at once, both use the key of the first.
            Files.createLink(keyFile, fresh);
            try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } catch (FileAlreadyExistsException _) {
            return;
        } finally {
            Files.delete(fresh);
        }
    }

    public String keyId() {
        return keyId;
    }

    /// @param uid Study Instance UID (0020,000D)
    public String study(String uid) {
        return of("study", "", uid);
    }

    /// @param uid Series Instance UID (0020,000E)
    public String series(String uid) {
        return of("series", "", uid);
    }

    /// @param uid SOP Instance UID (0008,0018)
    public String instance(String uid) {
        return of("instance", "", uid);
    }

    /// @param issuer universal or local entity that issued the number (0008,0051); empty when not given
    /// @param number accession number (0008,0050)
    public String accession(String issuer, String number) {
        return of("accession", issuer, number);
    }

    String of(String field, String issuer, String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(field.getBytes(UTF_8));
            mac.update((byte) 0);
            mac.update(issuer.getBytes(UTF_8));
            mac.update((byte) 0);
            mac.update(trimmed(value).getBytes(UTF_8));
            var first = Arrays.copyOf(mac.doFinal(), PSEUDONYM_BYTES);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /// Without the padding of DICOM values: spaces, and NULs at the end of UIDs (PS3.5 6.2).
    private static String trimmed(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) <= ' ') {
            end--;
        }
        return value.substring(0, end).strip();
    }
}
