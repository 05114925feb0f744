// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// An Ed25519 public key (RFC 8032, in the form of RFC 8410).
///
/// @param id the first 16 hex digits of the SHA-256 of its encoding
record VerifyingKey(String id, PublicKey key) {
    static final String LABEL = "PUBLIC KEY";
    private static final int ID_DIGITS = 16;

    static VerifyingKey of(PublicKey key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new VerifyingKey(HexFormat.of().formatHex(digest).substring(0, ID_DIGITS), key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }

    /// @throws IllegalArgumentException when it is another kind of key
    static VerifyingKey of(Pem pem) {
        try {
            return of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(pem.content())));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("holds a public key that is no Ed25519 key", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Java has had it since 15
        }
    }

    boolean verifies(byte[] signature, byte[] content) {
        try {
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (SignatureException _) {
            return false; // not 64 bytes, or no point of the curve
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key " + id + " cannot be used: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Pem pem() {
        return new Pem(LABEL, key.getEncoded());
    }
}
