// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import java.time.Instant;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// One key of a ring. Its text never shows the secret.
///
/// @param id     names it in each payload: 1 to 32 letters, digits, dots, hyphens or underscores
/// @param since  when it became the one that makes pseudonyms
/// @param secret 32 bytes
public record Key(String id, Instant since, SecretKey secret) {
    /// Length of a secret.
    public static final int BYTES = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    public Key {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("key-id must be 1 to 32 letters, digits, dots, hyphens or underscores,"
                    + " a letter or digit first, found \"" + id + "\"");
        }
    }

    /// @param secret 32 bytes, copied
    public Key(String id, Instant since, byte[] secret) {
        this(id, since, new SecretKeySpec(checked(secret), "HmacSHA256"));
    }

    private static byte[] checked(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("site key: must be 32 bytes, was %d".formatted(secret.length));
        }
        return secret;
    }

    @Override
    public String toString() {
        return "Key[id=" + id + ", since=" + since + "]";
    }
}
