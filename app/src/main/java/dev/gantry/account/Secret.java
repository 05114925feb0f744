// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What is kept of a password or a token: enough to know it again, not enough to find it out.
///
/// @param iterations of PBKDF2; 0 for a token, which is 256 random bits and needs none
/// @param salt       16 random bytes; none for a token
/// @param hash       32 bytes
record Secret(int iterations, byte[] salt, byte[] hash) {
    /// OWASP's figure for PBKDF2 with HMAC-SHA-256 (Password Storage Cheat Sheet, 2023): some 0.2 s of one core.
    static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int FIELDS = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    Secret {
        if (iterations < 0 || iterations > MOST_ITERATIONS || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("not a password or token as this program keeps it");
        }
    }

    static Secret ofPassword(char[] password, int iterations) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Secret(iterations, salt, stretched(password, salt, iterations));
    }

    static Secret ofToken(String token) {
        return new Secret(0, new byte[0], digest(token));
    }

    /// One that no password fits: its hash is none.
    static Secret nobodys() {
        return new Secret(ITERATIONS, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /// A new token: 256 bits, base64url.
    static String token() {
        var bytes = new byte[HASH_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Takes as long for a wrong password as for the right one.
    boolean isPassword(char[] password) {
        return iterations > 0 && MessageDigest.isEqual(hash, stretched(password, salt, iterations));
    }

    boolean isToken(byte[] digest) {
        return iterations == 0 && MessageDigest.isEqual(hash, digest);
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// RFC 8018 5.2.
    private static byte[] stretched(char[] password, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            spec.clearPassword();
        }
    }

    /// One word, as it stands in the file.
    String text() {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return iterations + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException when it is something else
    static Secret read(String text) {
        var fields = text.split("\\$", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a password or token as this program keeps it");
        }
        var decoder = Base64.getUrlDecoder();
        return new Secret(Integer.parseInt(fields[0]), decoder.decode(fields[1]), decoder.decode(fields[2]));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret(int count, var salted, var hashed) && count == iterations
                && Arrays.equals(salted, salt) && Arrays.equals(hashed, hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "secret";
    }
}
