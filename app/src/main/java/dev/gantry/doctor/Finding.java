// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import java.util.Map;
import java.util.Optional;

/// What a check has found, in words for a field engineer.
///
/// @param text    what is so
/// @param figures the same for programs, and what is too much for a line; may be empty
/// @param remedy  what to do about it; empty when nothing has to be done, or `text` says it
public record Finding(Level level, String text, Map<String, Object> figures, Optional<String> remedy) {
    public enum Level {
        /// As it should be.
        OK,
        /// Worth knowing; nothing has to be done.
        NOTE,
        /// Something has to be done; the text says what.
        WRONG
    }

    public Finding(Level level, String text, Map<String, Object> figures) {
        this(level, text, figures, Optional.empty());
    }

    public static Finding ok(String text) {
        return new Finding(Level.OK, text, Map.of());
    }

    public static Finding ok(String text, Map<String, Object> figures) {
        return new Finding(Level.OK, text, figures);
    }

    public static Finding note(String text) {
        return new Finding(Level.NOTE, text, Map.of());
    }

    public static Finding note(String text, String remedy) {
        return new Finding(Level.NOTE, text, Map.of(), Optional.of(remedy));
    }

    public static Finding wrong(String text) {
        return new Finding(Level.WRONG, text, Map.of());
    }

    public static Finding wrong(String text, String remedy) {
        return new Finding(Level.WRONG, text, Map.of(), Optional.of(remedy));
    }

    /// The same, measured.
    public Finding with(Map<String, Object> measured) {
        return new Finding(level, text, measured, remedy);
    }
}
