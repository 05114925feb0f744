// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

/// The log.
public record LogSettings(Level level) {
    public enum Level {
        DEBUG,
        INFO,
        WARN
    }
}
