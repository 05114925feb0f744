// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import dev.gantry.config.ModelSettings;
import dev.gantry.config.ModelSettings.Unsigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whose signatures are believed, and what that says of a package.
public final class Trust {
    private static final String MANIFEST = "manifest.yaml";

    private final Optional<Path> list;
    private final Map<String, VerifyingKey> keys;
    private final Unsigned unsigned;

    private Trust(Optional<Path> list, Map<String, VerifyingKey> keys, Unsigned unsigned) {
        this.list = list;
        this.keys = keys;
        this.unsigned = unsigned;
    }

    /// Reads the keys of `models.trust`.
    ///
    /// @throws IllegalArgumentException when they cannot be read, or there is none
    public static Trust of(ModelSettings settings) {
        return settings.trust()
                .map(list -> new Trust(Optional.of(list), keys(list), settings.unsigned()))
                .orElseGet(() -> new Trust(Optional.empty(), Map.of(), settings.unsigned()));
    }

    /// Looks at no signature, as where a package is made.
    public static Trust blind() {
        return new Trust(Optional.empty(), Map.of(), Unsigned.ALLOW);
    }

    /// Believes the keys of one PEM file or folder, and nothing without a signature.
    ///
    /// @throws IllegalArgumentException when they cannot be read, or there is none
    public static Trust only(Path list) {
        return new Trust(Optional.of(list), keys(list), Unsigned.REFUSE);
    }

    /// Ids of the keys that are believed.
    public List<String> keys() {
        return List.copyOf(keys.keySet());
    }

    /// @param folder of the package
    public Seal judge(Path folder) {
        try {
            var signature = SignatureFile.in(folder);
            return signature.isEmpty() ? withoutSignature() : judge(signature.get(), folder);
        } catch (IOException e) {
            return new Seal.Broken(SignatureFile.NAME + ": cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            return new Seal.Broken(e.getMessage());
        }
    }

    private Seal withoutSignature() {
        return switch (unsigned) {
            case ALLOW -> new Seal.Unsigned();
            case REFUSE -> new Seal.Broken("expected " + SignatureFile.NAME + " of a key in " + list.orElseThrow()
                    + " (models.unsigned: refuse), found none");
        };
    }

    private Seal judge(SignatureFile signature, Path folder) throws IOException {
        if (list.isEmpty()) {
            return new Seal.Unchecked();
        }
        var key = keys.get(signature.key());
        if (key == null) {
            return new Seal.Broken(SignatureFile.NAME + ": signed by key " + signature.key() + ", trusted are "
                    + String.join(", ", keys.keySet()) + " of " + list.get());
        }
        return key.verifies(signature.signature(), Files.readAllBytes(folder.resolve(MANIFEST)))
                ? new Seal.Signed(key.id())
                : new Seal.Broken(SignatureFile.NAME + ": not the signature of key " + key.id() + " over this "
                        + MANIFEST + ": one of the two was changed after signing");
    }

    private static Map<String, VerifyingKey> keys(Path list) {
        var keys = new TreeMap<String, VerifyingKey>();
        try {
            for (var file : files(list)) {
                for (var pem : Pem.read(Files.readString(file))) {
                    if (pem.label().equals(VerifyingKey.LABEL)) {
                        var key = VerifyingKey.of(pem);
                        keys.put(key.id(), key);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("models.trust: " + list + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("models.trust: " + list + " " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("models.trust: " + list + " holds no public key; expected PEM blocks"
                    + " \"PUBLIC KEY\" as gantry model keygen writes them");
        }
        return keys;
    }

    private static List<Path> files(Path list) throws IOException {
        if (!Files.isDirectory(list)) {
            return List.of(list);
        }
        var files = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(list, "*.pem")) {
            entries.forEach(files::add);
        }
        return files;
    }
}
