// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.model.ModelId.Version;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The installed model packages: `<name>/<version>/`. Folders of any other form, like `recipes`, are no
/// packages.
public final class ModelFolder {
    private ModelFolder() {}

    /// Reads every package and checks what can be checked without running it.
    ///
    /// @return by name and version, older versions first
    /// @throws IllegalArgumentException when the folder cannot be read
    public static List<Candidate> read(Path models) {
        if (!Files.isDirectory(models)) {
            throw new IllegalArgumentException("models.path: there is no folder " + models
                    + "; a relative path counts from the folder of the settings file");
        }
        var candidates = new ArrayList<Candidate>();
        try {
            for (var name : folders(models)) {
                for (var version : folders(name)) {
                    id(name, version).ifPresent(id -> candidates.add(candidate(id, version)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "models.path: cannot read " + models + ": " + e.getMessage(), e);
        }
        candidates.sort((a, b) -> id(a).compareTo(id(b)));
        return candidates;
    }

    /// Reads one manifest, of a package that may not be complete yet.
    ///
    /// @throws InvalidYaml with file, line, key, rule and value of each problem
    public static Manifest manifest(Path file) {
        return PackageFiles.manifest(file);
    }

    private static ModelId id(Candidate candidate) {
        return switch (candidate) {
            case Candidate.Sound(var model) -> model.manifest().id();
            case Candidate.Unsound(var id, _, _) -> id;
        };
    }

    private static Candidate candidate(ModelId id, Path folder) {
        try {
            var model = PackageFiles.read(folder);
            if (!model.manifest().id().equals(id)) {
                return new Candidate.Unsound(
                        id,
                        Gate.MANIFEST,
                        "the folder is " + id + ", the manifest says " + model.manifest().id());
            }
            return Checksums.mismatch(model)
                    .<Candidate>map(detail -> new Candidate.Unsound(id, Gate.CHECKSUM, detail))
                    .orElseGet(() -> new Candidate.Sound(model));
        } catch (InvalidYaml e) {
            var problems = e.problems().stream().map(Problem::toString).collect(Collectors.joining("; "));
            return new Candidate.Unsound(id, Gate.MANIFEST, problems);
        }
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
