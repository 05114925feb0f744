// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

/// How one run of a graph ended.
public sealed interface Ran {
    /// @param output the values of the output tensor, in its order
    record Completed(float[] output) implements Ran {}

    /// The brake was pulled.
    record Stopped() implements Ran {}

    /// The session was closed before the run began.
    record Closed() implements Ran {}

    record Failed(String detail) implements Ran {}
}
