// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Set;

/// An Ed25519 key pair with which packages are signed, in one PEM file: `PRIVATE KEY` (PKCS#8), `PUBLIC KEY`.
public final class SigningKey {
    private static final String LABEL = "PRIVATE KEY";
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final PrivateKey secret;
    private final VerifyingKey open;

    private SigningKey(PrivateKey secret, VerifyingKey open) {
        this.secret = secret;
        this.open = open;
    }

    /// A new one.
    public static SigningKey make() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Java has had it since 15
        }
    }

    /// @throws IllegalArgumentException when the file holds no such pair, or others may read it
    public static SigningKey read(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IllegalArgumentException(file + " may be read by others: chmod 600 " + file);
        }
        var blocks = Pem.read(Files.readString(file));
        try {
            var key = new SigningKey(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(block(blocks, LABEL).content())),
                    VerifyingKey.of(block(blocks, VerifyingKey.LABEL)));
            var probe = new byte[] {1};
            if (!key.open.verifies(key.sign(probe), probe)) {
                throw new IllegalArgumentException("holds two keys that are no pair");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " holds a private key that is no Ed25519 key", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    private static Pem block(List<Pem> blocks, String label) {
        return blocks.stream().filter(pem -> pem.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("holds no PEM block \"" + label
                        + "\"; a signing key has both, PRIVATE KEY and PUBLIC KEY (gantry model keygen)"));
    }

    /// The id of the public half.
    public String id() {
        return open.id();
    }

    /// Writes the pair for its owner alone, and the public half beside it as `<file>.pem`: that one goes into
    /// the trust list.
    ///
    /// @return the file with the public half
    /// @throws java.nio.file.FileAlreadyExistsException rather than replacing a key
    public Path write(Path file) throws IOException {
        var publicFile = file.resolveSibling(file.getFileName() + ".pem");
        if (Files.exists(publicFile)) {
            throw new java.nio.file.FileAlreadyExistsException(publicFile.toString());
        }
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
        Files.writeString(file, new Pem(LABEL, secret.getEncoded()).text() + open.pem().text());
        Files.writeString(publicFile, "key " + id() + "\n" + open.pem().text(), StandardOpenOption.CREATE_NEW);
        return publicFile;
    }

    /// Signs the manifest of a package as it stands, replacing a signature that is there.
    public void seal(Path folder) throws IOException {
        var signature = new SignatureFile(id(), sign(Files.readAllBytes(folder.resolve("manifest.yaml"))));
        var fresh = Files.createTempFile(folder, SignatureFile.NAME, ".new");
        try {
            Files.writeString(fresh, signature.text());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, folder.resolve(SignatureFile.NAME), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private byte[] sign(byte[] content) {
        try {
            var signing = Signature.getInstance("Ed25519");
            signing.initSign(secret);
            signing.update(content);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
