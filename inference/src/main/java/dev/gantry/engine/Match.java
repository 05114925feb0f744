// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.fleet.ActiveModel;
import dev.gantry.model.Applicability;

/// An active model, and whether its question may be asked of an object.
public record Match(ActiveModel model, Applicability answer) {
    /// Whether the model answers for the object, were it only that it is out of its scope.
    public boolean answers() {
        return switch (answer) {
            case Applicability.Applies _, Applicability.OutOfScope _ -> true;
            case Applicability.Unknown _, Applicability.Contradicts _ -> false;
        };
    }
}
