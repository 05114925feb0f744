// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.control;

import tools.jackson.databind.JsonNode;

/// What became of a request.
public sealed interface Reply {
    /// @param result as the docs of the command say
    record Done(JsonNode result) implements Reply {}

    /// The appliance does not do it.
    ///
    /// @param why one sentence for people: what is wrong and what helps, without patient data
    record Refused(String why) implements Reply {}

    /// Nobody was asked: nothing runs, or we may not.
    ///
    /// @param why one sentence for people, with the remedy
    record Unreachable(String why) implements Reply {}
}
