// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import dev.gantry.finding.Products;
import dev.gantry.finding.Reading;

/// How one model's look at one picture ended. Only [Seen] answers the model's question.
public sealed interface Look {
    /// @param windowMissing the model asks for the object's VOI window, which has none: the samples were
    ///                      spread from the lowest to the highest instead
    record Seen(Reading.Findings findings, boolean windowMissing, Stages stages) implements Look {}

    /// The model answers no question with a yes or no: it makes pictures or numbers. Never to be told as negative.
    record Made(Products products, Stages stages) implements Look {}

    /// No tensor can be made of the picture; `detail` says why, without patient data.
    record Unreadable(String detail) implements Look {}

    /// The graph ran, but its output is no number, or not what the manifest says.
    record Nonsense(String detail) implements Look {}

    /// The brake was pulled.
    record Stopped() implements Look {}

    /// The session was closed before the run began.
    record Closed() implements Look {}

    /// The device, or the process, has not the memory that the graph asks for.
    record OutOfMemory(String detail) implements Look {}

    /// The run failed.
    record Failed(String detail) implements Look {}

    /// Where the time went, in nanoseconds.
    ///
    /// @param decodedNanos  pixel data to frame; of a series only what came before the first
    /// @param preparedNanos frame to tensor
    /// @param computedNanos tensor to findings
    record Stages(long decodedNanos, long preparedNanos, long computedNanos) {
        public static final Stages NONE = new Stages(0, 0, 0);

        public Stages plus(Stages other) {
            return new Stages(decodedNanos + other.decodedNanos, preparedNanos + other.preparedNanos,
                    computedNanos + other.computedNanos);
        }
    }
}
