// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What a journal's thread is to do.
sealed interface Order {
    CompletableFuture<Void> done();

    record Append(Draft draft, CompletableFuture<Void> done) implements Order {}

    record Rotate(List<byte[]> live, CompletableFuture<Void> done) implements Order {}

    record Close(CompletableFuture<Void> done) implements Order {}
}
