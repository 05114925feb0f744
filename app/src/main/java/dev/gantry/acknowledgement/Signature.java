// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.acknowledgement.Ack.Action;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs what an [Ack] says: HMAC-SHA-256 (RFC 2104) over ten lines of UTF-8, joined by LF without one at the end.
///
/// ```
/// gantry-ack-1 / id / revision / receiver / role / name / at / action / reason / minutes
/// ```
///
/// What is absent is an empty line. No field can hold a line break, so no two acknowledgements have the same text.
public final class Signature {
    private static final String VERSION = "gantry-ack-1";

    private Signature() {}

    /// What is signed; also what makes two acknowledgements the same one.
    public static String text(Ack ack) {
        var reason = ack.action() instanceof Action.Dismissed(var why) ? why : "";
        var minutes = ack.action() instanceof Action.Snoozed(int count) ? Integer.toString(count) : "";
        return String.join("\n", VERSION, ack.id().toString(), Integer.toString(ack.revision()), ack.receiver(),
                ack.by().role(), ack.by().name().orElse(""), ack.at(), ack.action().word(), reason, minutes);
    }

    /// base64url without padding, 43 characters.
    public static String of(Ack ack, byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text(ack).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /// Takes the same time whether the first byte is wrong or the last.
    static boolean fits(String signature, Ack ack, byte[] key) {
        return MessageDigest.isEqual(signature.getBytes(UTF_8), of(ack, key).getBytes(UTF_8));
    }
}
