// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import java.util.Map;

/// What a check has found, in words for a field engineer.
///
/// @param text    what is so
/// @param figures the same for programs, and what is too much for a line; may be empty
public record Finding(Level level, String text, Map<String, Object> figures) {
    public enum Level {
        /// As it should be.
        OK,
        /// Worth knowing; nothing has to be done.
        NOTE,
        /// Something has to be done; the text says what.
        WRONG
    }

    static Finding ok(String text) {
        return new Finding(Level.OK, text, Map.of());
    }

    static Finding note(String text) {
        return new Finding(Level.NOTE, text, Map.of());
    }

    static Finding wrong(String text) {
        return new Finding(Level.WRONG, text, Map.of());
    }
}
