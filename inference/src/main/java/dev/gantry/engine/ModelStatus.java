// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.model.Gate;
import dev.gantry.model.ModelId;
import dev.gantry.runtime.Provenance;
import java.time.Duration;

/// What became of one version in the models folder.
public sealed interface ModelStatus {
    ModelId id();

    /// @param active it answers; of several admitted versions of a name the highest does
    /// @param warmUp the fastest of its warm-up runs, from frame to output
    record Admitted(ModelId id, boolean active, Provenance provenance, Duration warmUp)
            implements ModelStatus {}

    /// @param detail what was expected and what was got, without patient data
    record Refused(ModelId id, Gate gate, String detail) implements ModelStatus {}
}
