// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.nio.file.Path;
import java.util.List;

/// What a model must say of its own examples on every machine (`golden/cases.yaml`).
///
/// @param tolerance how far a probability may be off
public record GoldenCases(double tolerance, List<Case> cases) {
    public GoldenCases {
        cases = List.copyOf(cases);
    }

    /// @param file        a DICOM file
    /// @param label       a reported label of the manifest
    /// @param probability of that label, 0 to 1
    public record Case(Path file, String label, double probability, boolean positive) {}
}
