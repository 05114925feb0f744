// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import java.util.List;

/// What the values of output tensors amount to.
public sealed interface Reading {
    /// @param findings one per reported label, in the manifest's order; never empty
    record Findings(List<Finding> findings, Products products) implements Reading {
        public Findings {
            findings = List.copyOf(findings);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("no finding is no answer");
            }
        }

        public boolean positive() {
            return findings.stream().anyMatch(Finding::positive);
        }
    }

    /// The model answers no question that has a yes or no: it makes pictures, or numbers without a limit. So
    /// this is neither positive nor, above all, negative.
    record Made(Products products) implements Reading {}

    /// No finding can be made of it: a value is no finite number, or a shape or number is not what the
    /// manifest says.
    record Nonsense(String detail) implements Reading {}
}
