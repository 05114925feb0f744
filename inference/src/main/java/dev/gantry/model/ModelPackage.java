// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.trust.Seal;
import java.nio.file.Path;
import java.util.Map;

/// One version of one model on disk.
///
/// @param checksums SHA-256 of files besides the graphs, by path inside the folder, as the manifest says
/// @param seal      what its signature is worth
public record ModelPackage(
        Path folder, Manifest manifest, GoldenCases golden, Map<String, String> checksums, Seal seal) {
    public ModelPackage {
        checksums = Map.copyOf(checksums);
    }
}
