// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.NoSuchElementException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A sealed message: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084), DER.
///
/// `openssl cms -decrypt` opens it: with the private key of the certificate that it was sealed to, or with the
/// passphrase. Nobody else can read it, and whoever changes a bit of it makes it unreadable.
public final class Envelope {
    static final Der AUTH_ENVELOPED = Der.oid("1.2.840.113549.1.9.16.1.23");
    static final Der DATA = Der.oid("1.2.840.113549.1.7.1");
    static final Der AES_256_GCM = Der.oid("2.16.840.1.101.3.4.1.46");
    static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Envelope() {}

    /// Seals `content` to the holder of a certificate's private key: RSA (OAEP, RFC 8017) or on an elliptic curve
    /// (ECDH, RFC 5753).
    ///
    /// @throws IllegalArgumentException when the certificate's key is of another kind
    public static byte[] to(X509Certificate receiver, byte[] content) throws GeneralSecurityException {
        var key = random(KEY_BYTES);
        return sealed(Recipients.of(receiver, key), key, content);
    }

    /// Seals `content` to whoever knows the passphrase.
    public static byte[] to(char[] passphrase, byte[] content) throws GeneralSecurityException {
        var key = random(KEY_BYTES);
        return sealed(PassphraseRecipient.of(passphrase, key), key, content);
    }

    private static byte[] sealed(Der recipient, byte[] key, byte[] content) throws GeneralSecurityException {
        var nonce = random(NONCE_BYTES);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        var all = cipher.doFinal(content);
        Arrays.fill(key, (byte) 0);
        int length = all.length - TAG_BYTES;
        var parameters = Der.sequence(Der.octets(nonce), Der.integer(TAG_BYTES));
        var encrypted = Der.sequence(
                DATA,
                Der.sequence(AES_256_GCM, parameters),
                new Der(Der.CONTEXT, Arrays.copyOf(all, length)));
        return Der.sequence(AUTH_ENVELOPED, Der.tagged(0, Der.sequence(
                Der.integer(0),
                Der.of(Der.SET, recipient),
                encrypted,
                Der.octets(Arrays.copyOfRange(all, length, all.length))))).encoded();
    }

    /// Opens what [#to(char[], byte[])] sealed.
    ///
    /// @throws IllegalArgumentException when it is no such message, was changed, or the passphrase is another
    public static byte[] open(char[] passphrase, byte[] message) throws GeneralSecurityException {
        try {
            var outer = Der.read(message).parts();
            if (!outer.getFirst().is(AUTH_ENVELOPED)) {
                throw new IllegalArgumentException("another kind of CMS message");
            }
            var parts = outer.get(1).parts().getFirst().parts();
            var key = PassphraseRecipient.key(passphrase, parts.get(1).parts().getFirst());
            var encrypted = parts.get(2).parts();
            var nonce = encrypted.get(1).parts().get(1).parts().getFirst().content();
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.update(encrypted.get(2).content());
            return cipher.doFinal(parts.get(3).content());
        } catch (AEADBadTagException e) {
            throw new IllegalArgumentException("the passphrase is another, or the file was changed", e);
        } catch (IndexOutOfBoundsException | NoSuchElementException e) {
            throw new IllegalArgumentException("not a file that was sealed with a passphrase", e);
        }
    }

    static byte[] random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}
