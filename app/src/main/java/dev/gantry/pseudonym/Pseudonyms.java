// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;

/// Names for studies, series, images and accession numbers that only holders of one key can match.
///
/// Base64url without padding of the first 16 bytes of HMAC-SHA-256(key, field, 0, issuer, 0, trimmed value),
/// all in UTF-8 (RFC 2104, RFC 4648 5). Test vectors stand in docs/mqtt.md.
public final class Pseudonyms {
    private static final int PSEUDONYM_BYTES = 16;

    private final Key key;

    /// @param key   32 random bytes
    /// @param keyId names the key in each payload
    public Pseudonyms(byte[] key, String keyId) {
        this(new Key(keyId, Instant.EPOCH, key));
    }

    public Pseudonyms(Key key) {
        this.key = key;
    }

    public String keyId() {
        return key.id();
    }

    Instant since() {
        return key.since();
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
            mac.init(key.secret());
            mac.update(field.getBytes(UTF_8));
            mac.update((byte) 0);
            mac.update(trimmed(issuer).getBytes(UTF_8));
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
