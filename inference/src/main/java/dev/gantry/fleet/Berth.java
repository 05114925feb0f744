// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fleet;

import dev.gantry.model.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known of one version: for which state of its files and which decision, and what came of it.
///
/// @param edition of its files when they were judged
/// @param decided when the choice was made that held then
record Berth(String edition, Instant decided, Found found) {

    sealed interface Found {
        /// The files are sound; it was not run.
        record Sound() implements Found {}

        /// @param complaint why its files, as they have become since, would not be taken; it keeps running
        record Loaded(ActiveModel model, Duration warmUp, Optional<String> complaint) implements Found {}

        record Refused(Gate gate, String detail) implements Found {}
    }

    Optional<Found.Loaded> loaded() {
        return found instanceof Found.Loaded loaded ? Optional.of(loaded) : Optional.empty();
    }

    /// Whether it must be looked at again: its files were changed, or it failed and somebody wants it anew.
    boolean stale(String editionNow, Instant decidedNow) {
        boolean failed = switch (found) {
            case Found.Sound() -> false;
            case Found.Loaded(var model, _, _) -> model.off().isPresent();
            case Found.Refused _ -> true;
        };
        return !edition.equals(editionNow) || failed && !decided.equals(decidedNow);
    }

    Berth with(Found other) {
        return new Berth(edition, decided, other);
    }
}
