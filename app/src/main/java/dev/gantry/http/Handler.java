// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

/// Answers a request. Called on an event loop: it does not block; what does goes to [Call#work].
@FunctionalInterface
public interface Handler {
    /// @throws Problem when it cannot be answered as asked; any other exception is a fault of ours
    void handle(Call call);
}
