// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.model.ModelId.Version;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which version of a model will answer, as far as that can be told without running it.
///
/// @param winner  empty when none can or may
/// @param reserve answers in its place where that would be late
/// @param refused versions whose files do not pass, and why
public record Outlook(
        String name, Optional<Stocked> winner, Optional<Stocked> reserve, String why, Map<Version, String> refused) {
    public Outlook {
        refused = java.util.Collections.unmodifiableMap(new TreeMap<>(refused));
    }
}
