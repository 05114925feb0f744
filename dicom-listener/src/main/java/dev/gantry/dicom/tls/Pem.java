// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Certificates and private keys out of PEM files (RFC 7468). What is wrong with a file is an
/// [IllegalArgumentException] that names the setting, the file and the way out.
public final class Pem {
    private static final long MOST_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([^-]*)-----END \\1-----");

    private Pem() {}

    /// All certificates of the file, at least one, in its order.
    public static List<X509Certificate> certificates(String setting, Path file) {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks(setting, file, "CERTIFICATE")) {
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block)));
            } catch (CertificateException e) {
                throw wrong(setting, file, "holds a certificate that cannot be read (" + e.getMessage() + ")");
            }
        }
        return certificates;
    }

    /// The one private key of the file. Its algorithm is that of the certificate it belongs to.
    public static PrivateKey key(String setting, Path file, String algorithm) {
        var block = blocks(setting, file, "PRIVATE KEY").getFirst();
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block));
        } catch (GeneralSecurityException _) {
            throw wrong(setting, file, "holds no " + algorithm + " key, as the certificate has, or a damaged one");
        }
    }

    /// Whether what the key signs is what the certificate's key confirms.
    public static boolean belong(PublicKey certified, PrivateKey key) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var probe = new byte[] {1, 2, 3};
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            var signed = signing.sign();
            var checking = Signature.getInstance(algorithm);
            checking.initVerify(certified);
            checking.update(probe);
            return checking.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static List<byte[]> blocks(String setting, Path file, String label) {
        var text = text(setting, file);
        var blocks = new ArrayList<byte[]>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                } catch (IllegalArgumentException _) {
                    throw wrong(setting, file, "holds a damaged block " + label);
                }
            }
        }
        if (blocks.isEmpty()) {
            throw wrong(setting, file, instead(text, label, file));
        }
        return blocks;
    }

    private static String instead(String text, String label, Path file) {
        if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            return "is encrypted, and nobody is there to type its password at a start; write it in plain:"
                    + " openssl pkcs8 -topk8 -nocrypt -in " + file + " -out gantry.key";
        }
        if (text.contains("BEGIN RSA PRIVATE KEY") || text.contains("BEGIN EC PRIVATE KEY")) {
            return "is in an older form of its algorithm's own; write it as PKCS#8:"
                    + " openssl pkcs8 -topk8 -nocrypt -in " + file + " -out gantry.key";
        }
        return "holds no PEM block -----BEGIN " + label + "-----";
    }

    private static String text(String setting, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(setting, file, "is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw wrong(setting, file, "is not there");
        } catch (IOException e) {
            throw wrong(setting, file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    public static IllegalArgumentException wrong(String setting, Path file, String why) {
        return new IllegalArgumentException("%s: %s %s".formatted(setting, file, why));
    }
}
