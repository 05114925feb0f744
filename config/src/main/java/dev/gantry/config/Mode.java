// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

/// Whom an outcome may reach. A new installation starts in [#SHADOW].
public enum Mode {
    /// Alerts people.
    LIVE,
    /// Published under `shadow/`: compared and counted, alerts nobody.
    SHADOW,
    /// Published under `test/`: phantoms, quality control, replays.
    TEST
}
