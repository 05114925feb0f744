// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.ModelId.Version;
import dev.gantry.trust.Seal;
import dev.gantry.trust.Trust;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A folder of model packages: `<name>/<version>/`. Folders of any other form, like `recipes`, are no
/// packages.
public final class ModelFolder {
    private ModelFolder() {}

    /// Reads every package and checks what can be checked without running it, but no signature.
    ///
    /// @return by name and version, older versions first
    /// @throws IllegalArgumentException when the folder cannot be read
    public static List<Candidate> read(Path models) {
        return packages(models).entrySet().stream()
                .map(found -> check(found.getKey(), found.getValue(), Trust.blind()))
                .toList();
    }

    /// Which packages there are and where; nothing of them is read.
    ///
    /// @throws IllegalArgumentException when the folder cannot be read
    public static Map<ModelId, Path> packages(Path models) {
        if (!Files.isDirectory(models)) {
            throw new IllegalArgumentException("models.path: there is no folder " + models
                    + "; a relative path counts from the folder of the settings file");
        }
        var packages = new TreeMap<ModelId, Path>();
        try {
            for (var name : folders(models)) {
                for (var version : folders(name)) {
                    id(name, version).ifPresent(id -> packages.put(id, version));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "models.path: cannot read " + models + ": " + e.getMessage(), e);
        }
        return packages;
    }

    /// Reads one manifest, of a package that may not be complete yet.
    ///
    /// @throws InvalidYaml with file, line, key, rule and value of each problem
    public static Manifest manifest(Path file) {
        return PackageFiles.manifest(file);
    }

    /// Checks the package in a folder of any name.
    ///
    /// @throws InvalidYaml when the manifest does not even say which model it is, or is not as it should be
    public static Candidate inspect(Path folder, Trust trust) {
        return check(PackageFiles.read(folder, new Seal.Unchecked()).manifest().id(), folder, trust);
    }

    /// Checks one package as far as that is possible without running it.
    ///
    /// @param id what it has to be
    public static Candidate check(ModelId id, Path folder, Trust trust) {
        var seal = trust.judge(folder);
        if (seal instanceof Seal.Broken(String detail)) {
            return new Candidate.Unsound(id, Gate.TRUST, detail);
        }
        try {
            return check(id, PackageFiles.read(folder, seal));
        } catch (InvalidYaml e) {
            var problems = e.problems().stream().map(Problem::toString).collect(Collectors.joining("; "));
            return new Candidate.Unsound(id, Gate.MANIFEST, problems);
        } catch (IOException e) {
            return new Candidate.Unsound(id, Gate.CHECKSUM, "the folder cannot be read: " + e);
        }
    }

    private static Candidate check(ModelId id, ModelPackage model) throws IOException {
        if (!model.manifest().id().equals(id)) {
            return new Candidate.Unsound(
                    id, Gate.MANIFEST, "the folder is " + id + ", the manifest says " + model.manifest().id());
        }
        var uncovered = model.seal() instanceof Seal.Signed ? Checksums.uncovered(model) : Optional.<String>empty();
        if (uncovered.isPresent()) {
            return new Candidate.Unsound(id, Gate.TRUST, uncovered.get());
        }
        return Checksums.mismatch(model)
                .<Candidate>map(detail -> new Candidate.Unsound(id, Gate.CHECKSUM, detail))
                .orElseGet(() -> new Candidate.Sound(model));
    }

    private static Optional<ModelId> id(Path name, Path version) {
        try {
            return Optional.of(new ModelId(
                    name.getFileName().toString(), Version.of(version.getFileName().toString())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
