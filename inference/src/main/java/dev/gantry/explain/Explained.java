// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

/// What came of the question why.
public sealed interface Explained {
    record Shown(HeatMap map) implements Explained {}

    /// No map; `why` is without patient data.
    record Unexplained(String why) implements Explained {}
}
