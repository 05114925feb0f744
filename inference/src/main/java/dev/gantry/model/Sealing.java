// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.trust.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Makes a manifest vouch for all files of its package, so that signing it signs them.
public final class Sealing {
    private static final String KEY = "checksums:";

    private Sealing() {}

    /// Writes the `checksums` of the files besides the graphs into the manifest; the rest of it stays as it is.
    ///
    /// @return how many files it vouches for
    /// @throws IllegalArgumentException when a graph is not the one that the manifest names
    /// @throws dev.gantry.yaml.InvalidYaml when manifest or golden cases are not as they should be
    public static int cover(Path folder) throws IOException {
        var manifest = PackageFiles.read(folder, new Seal.Unchecked());
        var graphs = manifest.manifest().files().values();
        for (var graph : graphs) {
            var found = Checksums.sha256(folder.resolve(graph.path()));
            if (!found.equals(graph.sha256())) {
                throw new IllegalArgumentException(folder.resolve(graph.path()) + ": expected sha256 "
                        + graph.sha256() + " as files says, got " + found + "; nothing was signed");
            }
        }
        var named = graphs.stream().map(Manifest.GraphFile::path).collect(Collectors.toSet());
        var lines = new ArrayList<String>();
        for (var file : Checksums.files(folder)) {
            if (!named.contains(file)) {
                lines.add("  " + file + ": " + Checksums.sha256(folder.resolve(file)));
            }
        }
        write(folder.resolve("manifest.yaml"), lines);
        PackageFiles.read(folder, new Seal.Unchecked()); // names that no manifest can hold are told now
        return lines.size() + named.size();
    }

    private static void write(Path manifest, List<String> checksums) throws IOException {
        var kept = new ArrayList<String>();
        boolean inside = false;
        for (var line : Files.readAllLines(manifest)) {
            inside = line.startsWith(KEY) || inside && (line.startsWith(" ") || line.isBlank());
            if (!inside) {
                kept.add(line);
            }
        }
        if (!checksums.isEmpty()) {
            kept.add(KEY);
            kept.addAll(checksums);
        }
        var fresh = Files.createTempFile(manifest.toAbsolutePath().getParent(), "manifest", ".new");
        try {
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(manifest));
            Files.write(fresh, kept);
            Files.move(fresh, manifest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
