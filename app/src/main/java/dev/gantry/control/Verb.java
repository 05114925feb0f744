// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.control;

import java.io.IOException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Something that the running appliance does when it is asked to.
@FunctionalInterface
public interface Verb {
    /// Called on a thread of the request's own; it may wait.
    ///
    /// @param arguments of the request; those that are missing are missing nodes
    /// @param progress  tells how far it is, at least each half minute: who asked waits a minute for a word. Throws
    ///                  [java.io.UncheckedIOException] when nobody listens any more: then let it end the work
    /// @throws IllegalArgumentException for what the caller got wrong, in words for people
    /// @throws IOException              when a disk or a thread of the appliance fails
    Reply answer(JsonNode arguments, Consumer<ObjectNode> progress) throws IOException, InterruptedException;
}
