// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The content key for whoever knows a passphrase: PasswordRecipientInfo (RFC 5652 6.2.4) with PBKDF2 and SHA-256
/// (RFC 8018 5.2), and the key wrap of RFC 3211 2.3 with AES-256.
final class PassphraseRecipient {
    private static final Der PBKDF2 = Der.oid("1.2.840.113549.1.5.12");
    private static final Der HMAC_SHA_256 = Der.oid("1.2.840.113549.2.9");
    private static final Der PWRI_KEK = Der.oid("1.2.840.113549.1.9.16.3.9");
    private static final Der AES_256_CBC = Der.oid("2.16.840.1.101.3.4.1.42");
    private static final int ROUNDS = 600_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int BLOCK_BYTES = 16;
    private static final int HEAD_BYTES = 4;

    private PassphraseRecipient() {}

    static Der of(char[] passphrase, byte[] key) throws GeneralSecurityException {
        var salt = Envelope.random(SALT_BYTES);
        var iv = Envelope.random(BLOCK_BYTES);
        var derivation = Der.sequence(Der.octets(salt), Der.integer(ROUNDS), Der.sequence(HMAC_SHA_256, Der.none()));
        return Der.tagged(3,
                Der.integer(0),
                new Der(Der.CONTEXT | Der.CONSTRUCTED, Der.sequence(PBKDF2, derivation).content()),
                Der.sequence(PWRI_KEK, Der.sequence(AES_256_CBC, Der.octets(iv))),
                Der.octets(wrapped(derived(passphrase, salt, ROUNDS), iv, key)));
    }

    private static SecretKeySpec derived(char[] passphrase, byte[] salt, int rounds) throws GeneralSecurityException {
        var spec = new PBEKeySpec(passphrase, salt, rounds, Envelope.KEY_BYTES * 8);
        return new SecretKeySpec(
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded(), "AES");
    }

    /// Length, three check bytes, key and padding, encrypted twice, the second time with the last block as IV.
    private static byte[] wrapped(SecretKeySpec kek, byte[] iv, byte[] key) throws GeneralSecurityException {
        int length = Math.ceilDiv(HEAD_BYTES + key.length, BLOCK_BYTES) * BLOCK_BYTES;
        var block = Envelope.random(length);
        block[0] = (byte) key.length;
        for (int i = 0; i < 3; i++) {
            block[1 + i] = (byte) ~key[i];
        }
        System.arraycopy(key, 0, block, HEAD_BYTES, key.length);
        var once = cbc(Cipher.ENCRYPT_MODE, kek, iv, block);
        return cbc(Cipher.ENCRYPT_MODE, kek, last(once), once);
    }

    private static byte[] last(byte[] blocks) {
        return Arrays.copyOfRange(blocks, blocks.length - BLOCK_BYTES, blocks.length);
    }

    private static byte[] cbc(int mode, SecretKeySpec kek, byte[] iv, byte[] blocks) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, kek, new IvParameterSpec(iv));
        return cipher.doFinal(blocks);
    }

    /// The key that [#of] wrapped.
    ///
    /// @throws IllegalArgumentException when it is another kind of recipient, or the passphrase is another
    static byte[] key(char[] passphrase, Der recipient) throws GeneralSecurityException {
        var parts = recipient.parts();
        if (recipient.tag() != (Der.CONTEXT | Der.CONSTRUCTED | 3) || !parts.get(1).parts().getFirst().is(PBKDF2)) {
            throw new IllegalArgumentException("not a file that was sealed with a passphrase");
        }
        var derivation = parts.get(1).parts().get(1).parts();
        var rounds = new BigInteger(derivation.get(1).content());
        if (rounds.signum() <= 0 || rounds.bitLength() > 31 || rounds.intValue() > MOST_ROUNDS) {
            throw new IllegalArgumentException("the file asks for " + rounds + " rounds; at most " + MOST_ROUNDS);
        }
        var kek = derived(passphrase, derivation.getFirst().content(), rounds.intValue());
        var iv = parts.get(2).parts().get(1).parts().get(1).content();
        return unwrapped(kek, iv, parts.get(3).content());
    }

    private static byte[] unwrapped(SecretKeySpec kek, byte[] iv, byte[] twice) throws GeneralSecurityException {
        if (twice.length < 2 * BLOCK_BYTES || twice.length % BLOCK_BYTES != 0 || iv.length != BLOCK_BYTES) {
            throw new IllegalArgumentException("not a file that was sealed with a passphrase");
        }
        int head = twice.length - BLOCK_BYTES;
        // The last block of the first pass is the IV of the second; it comes out of the last two blocks.
        var lastOnce = cbc(Cipher.DECRYPT_MODE, kek, Arrays.copyOfRange(twice, head - BLOCK_BYTES, head),
                Arrays.copyOfRange(twice, head, twice.length));
        var block = cbc(Cipher.DECRYPT_MODE, kek, iv, cbc(Cipher.DECRYPT_MODE, kek, lastOnce, twice));
        int length = block[0] & 0xFF;
        boolean right = length == Envelope.KEY_BYTES && HEAD_BYTES + length <= block.length;
        for (int i = 0; i < 3; i++) {
            right &= block[1 + i] == (byte) ~block[HEAD_BYTES + i];
        }
        if (!right) {
            throw new IllegalArgumentException("the passphrase is another, or the file was changed");
        }
        return Arrays.copyOfRange(block, HEAD_BYTES, HEAD_BYTES + length);
    }
}
