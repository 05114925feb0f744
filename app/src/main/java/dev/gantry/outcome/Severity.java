// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.util.Locale;

/// How soon somebody must look, as the model's manifest says.
public enum Severity {
    STAT,
    URGENT,
    ROUTINE;

    /// The word in topics.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
