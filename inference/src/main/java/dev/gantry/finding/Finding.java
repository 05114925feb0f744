// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.finding;

import dev.gantry.model.Output.Code;

/// What a model says about one label.
///
/// @param probability 0 to 1
/// @param threshold   the probability from which the label is positive, of the manifest
public record Finding(String label, Code code, double probability, double threshold) {
    public Finding {
        if (!(probability >= 0 && probability <= 1)) { // written so that NaN fails too
            throw new IllegalArgumentException("probability must be 0 to 1, is " + probability);
        }
    }

    public boolean positive() {
        return probability >= threshold;
    }
}
