// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

/// What came of loading a graph.
public sealed interface Opened {
    record Ready(Session session) implements Opened {}

    /// No provider here can run any of the package's files; `detail` says what each said.
    record Refused(String detail) implements Opened {}
}
