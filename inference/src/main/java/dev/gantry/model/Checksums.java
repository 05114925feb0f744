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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether the files are the ones that the manifest names: the graphs, used on this machine or not, and what
/// else it has checksums of.
public final class Checksums {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int MOST_FILES = 10_000;
    /// What a signature cannot cover: itself and the manifest, which it covers as a whole.
    private static final List<String> SEALED = List.of("manifest.yaml", "manifest.sig");

    private Checksums() {}

    static Optional<String> mismatch(ModelPackage model) {
        return named(model).entrySet().stream()
                .flatMap(file -> mismatch(model.folder(), file.getKey(), file.getValue()).stream())
                .findFirst()
                .or(() -> model.manifest().files().values().stream()
                        .flatMap(file -> outside(model, file.path()).stream())
                        .findFirst());
    }

    /// A file with weights of the graph that the manifest has no checksum of.
    private static Optional<String> outside(ModelPackage model, String graph) {
        try {
            return ExternalWeights.locations(model.folder().resolve(graph)).stream()
                    .filter(file -> !model.checksums().containsKey(file))
                    .findFirst()
                    .map(file -> graph + ": holds weights in the file " + file + ": expected its SHA-256 under"
                            + " checksums in the manifest, found none");
        } catch (IOException e) {
            return Optional.of(graph + ": cannot be read: " + e);
        }
    }

    /// A file that a signature does not vouch for; empty when there is none.
    static Optional<String> uncovered(ModelPackage model) throws IOException {
        var named = named(model);
        return files(model.folder()).stream().filter(file -> !named.containsKey(file)).findFirst()
                .map(file -> file + ": not covered by the signature; expected its SHA-256 under checksums in the"
                        + " manifest (gantry model sign writes it), found none");
    }

    /// The files of a package besides manifest and signature, by path with `/`, in order.
    static List<String> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            var files = all.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !SEALED.contains(file))
                    .limit(MOST_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > MOST_FILES) {
                throw new IOException("more than " + MOST_FILES + " files");
            }
            return files;
        }
    }

    private static Map<String, String> named(ModelPackage model) {
        var named = new TreeMap<>(model.checksums());
        model.manifest().files().values().forEach(file -> named.put(file.path(), file.sha256()));
        return named;
    }

    private static Optional<String> mismatch(Path folder, String file, String expected) {
        try {
            var found = sha256(folder.resolve(file));
            return found.equals(expected)
                    ? Optional.empty()
                    : Optional.of(file + ": expected sha256 " + expected + ", got " + found);
        } catch (IOException e) {
            return Optional.of(file + ": expected sha256 " + expected + ", cannot be read: " + e);
        }
    }

    /// 64 lower-case hex digits.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }

    static String sha256(Path file) throws IOException {
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
