// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

/// What gets one answer from one model: an image, a series or an exam.
///
/// @param pseudonym of the instance, series or study, whichever is the model's scope
/// @param model     name of the model, or [#NONE]
public record Unit(String pseudonym, String model) {
    /// Stands for the model where none applies.
    public static final String NONE = "_none";

    public Unit {
        if (pseudonym.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("unit: pseudonym and model must be given");
        }
    }
}
