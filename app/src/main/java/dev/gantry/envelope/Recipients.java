// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// The content key for the holder of a certificate's private key.
final class Recipients {
    private static final Der RSA_OAEP = Der.oid("1.2.840.113549.1.1.7");
    private static final Der MGF1 = Der.oid("1.2.840.113549.1.1.8");
    private static final Der SHA_256 = Der.oid("2.16.840.1.101.3.4.2.1");
    private static final Der ECDH_SHA_256 = Der.oid("1.3.132.1.11.1");
    private static final Der AES_256_WRAP = Der.oid("2.16.840.1.101.3.4.1.45");
    private static final int KEK_BYTES = 32;

    private Recipients() {}

    static Der of(X509Certificate receiver, byte[] key) throws GeneralSecurityException {
        return switch (receiver.getPublicKey()) {
            case RSAPublicKey rsa -> transport(receiver, rsa, key);
            case ECPublicKey curve -> agreement(receiver, curve, key);
            default -> throw new IllegalArgumentException("the certificate's key must be RSA or on an elliptic curve,"
                    + " is " + receiver.getPublicKey().getAlgorithm());
        };
    }

    /// IssuerAndSerialNumber (RFC 5652 10.2.4).
    private static Der name(X509Certificate receiver) {
        return Der.sequence(Der.read(receiver.getIssuerX500Principal().getEncoded()),
                Der.integer(receiver.getSerialNumber()));
    }

    /// KeyTransRecipientInfo (RFC 5652 6.2.1) with RSAES-OAEP, SHA-256 throughout (RFC 4055 4.1).
    private static Der transport(X509Certificate receiver, RSAPublicKey rsa, byte[] key)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, rsa,
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        var sha256 = Der.sequence(SHA_256, Der.none());
        var parameters = Der.sequence(Der.tagged(0, sha256), Der.tagged(1, Der.sequence(MGF1, sha256)));
        return Der.sequence(Der.integer(0), name(receiver), Der.sequence(RSA_OAEP, parameters),
                Der.octets(cipher.doFinal(key)));
    }

    /// KeyAgreeRecipientInfo (RFC 5652 6.2.2): ephemeral-static ECDH, the X9.63 derivation with SHA-256, AES-256 key
    /// wrap (RFC 5753 3.1.1, 7.2).
    private static Der agreement(X509Certificate receiver, ECPublicKey curve, byte[] key)
            throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.getParams());
        var ephemeral = generator.generateKeyPair();
        var agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(ephemeral.getPrivate());
        agreement.doPhase(curve, true);
        var wrap = Der.sequence(AES_256_WRAP);
        var cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(derived(agreement.generateSecret(), wrap), "AES"));
        var wrapped = cipher.wrap(new SecretKeySpec(key, "AES"));
        var open = Der.read(ephemeral.getPublic().getEncoded()); // SubjectPublicKeyInfo, as OriginatorPublicKey is
        return Der.tagged(1,
                Der.integer(3),
                Der.tagged(0, new Der(Der.CONTEXT | Der.CONSTRUCTED | 1, open.content())),
                Der.sequence(ECDH_SHA_256, wrap),
                Der.sequence(Der.sequence(name(receiver), Der.octets(wrapped))));
    }

    /// One block of the derivation is as long as the key.
    private static byte[] derived(byte[] secret, Der wrap) throws GeneralSecurityException {
        var info = Der.sequence(wrap, Der.tagged(2, Der.octets(ByteBuffer.allocate(4).putInt(KEK_BYTES * 8).array())));
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(secret);
        digest.update(new byte[] {0, 0, 0, 1});
        return digest.digest(info.encoded());
    }
}
