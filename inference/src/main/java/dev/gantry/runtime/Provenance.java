// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import dev.gantry.model.ModelId;
import java.util.List;

/// What really ran.
///
/// @param sha256    of the graph file that runs, 64 lower-case hex digits
/// @param precision in the manifest's words: `int8`
/// @param fallbacks why no better provider is used, one sentence for each that was tried; empty when the
///                  first did
public record Provenance(
        ModelId model, String sha256, Provider provider, String precision, List<String> fallbacks) {
    public Provenance {
        fallbacks = List.copyOf(fallbacks);
    }
}
