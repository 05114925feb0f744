// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import java.util.List;

/// What the values of an output tensor amount to.
public sealed interface Reading {
    /// @param findings one per reported label, in the manifest's order; never empty
    record Findings(List<Finding> findings) implements Reading {
        public Findings {
            findings = List.copyOf(findings);
        }

        public boolean positive() {
            return findings.stream().anyMatch(Finding::positive);
        }
    }

    /// No finding can be made of it: a value is no finite number, or there are more or fewer values than
    /// labels.
    record Nonsense(String detail) implements Reading {}
}
