// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Whether the graph files are the ones that the manifest names, all of them, used on this machine or not.
public final class Checksums {
    private static final int CHUNK_BYTES = 1 << 16;

    private Checksums() {}

    static Optional<String> mismatch(ModelPackage model) {
        for (var file : model.manifest().files().values()) {
            try {
                var found = sha256(model.folder().resolve(file.path()));
                if (!found.equals(file.sha256())) {
                    return Optional.of(file.path() + ": expected sha256 " + file.sha256() + ", got " + found);
                }
                var outside = ExternalWeights.locations(model.folder().resolve(file.path()));
                if (!outside.isEmpty()) {
                    return Optional.of(file.path() + ": holds weights in the file " + outside.iterator().next()
                            + ", which no sha256 of the manifest covers: save the graph in one file");
                }
            } catch (IOException e) {
                return Optional.of(file.path() + ": expected sha256 " + file.sha256() + ", cannot be read: "
                        + e);
            }
        }
        return Optional.empty();
    }

    /// 64 lower-case hex digits.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            var chunk = new byte[CHUNK_BYTES];
            while (in.read(chunk) >= 0) {
                // the stream digests what passes
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }
}
