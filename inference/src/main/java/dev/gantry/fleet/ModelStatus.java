// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.model.Gate;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.runtime.Provenance;
import java.time.Duration;

/// What became of one version on the shelf.
public sealed interface ModelStatus {
    ModelId id();

    /// It answers.
    ///
    /// @param why    it and no other version of the model
    /// @param warmUp the fastest of its warm-up runs, from frame to output
    record Active(ModelId id, String why, Provenance provenance, Duration warmUp) implements ModelStatus {}

    /// It runs after the active version, when the device is free; what it says is compared and not published.
    record Shadow(ModelId id, Provenance provenance, Duration warmUp, ShadowCount.Tally tally)
            implements ModelStatus {}

    /// It is loaded and answers in the place of the active version where that would be late.
    record Reserve(ModelId id, Version of, Provenance provenance, Duration warmUp) implements ModelStatus {}

    /// Its files are sound. It is not loaded, and runs through the other gates when it is its turn.
    record Standby(ModelId id, String why) implements ModelStatus {}

    /// @param detail what was expected and what was got, without patient data
    record Refused(ModelId id, Gate gate, String detail) implements ModelStatus {}

    /// It was active and failed: what it applies to ends `not_analysed(internal)` until somebody acts.
    record Off(ModelId id, String reason) implements ModelStatus {}
}
