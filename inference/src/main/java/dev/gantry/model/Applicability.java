// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

/// Whether a model's question may be asked of an object, judged by its header.
public sealed interface Applicability {
    record Applies() implements Applicability {}

    /// The header does not say; nothing contradicts. Counts as no match until the picture itself can be
    /// looked at, but is told apart from one, so that nobody takes silence for an answer.
    ///
    /// @param rule the manifest key that found nothing to judge: `body-part`
    record Unknown(String rule) implements Applicability {}

    /// @param rule the manifest key that says no: `modality`
    record Contradicts(String rule) implements Applicability {}

    /// Everything else matches, but the patient's age is unknown or outside the model's population.
    record OutOfScope(String detail) implements Applicability {}
}
