// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Writes down what the engine says.
final class RecordingReceiver implements Receiver {
    record Ended(Analysis analysis, boolean late) {}

    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> deadline = new CompletableFuture<>();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    @Override
    public void deadlinePassed() {
        calls.add("deadlinePassed");
        deadline.complete(null);
    }

    @Override
    public void ended(Analysis analysis, boolean late) {
        calls.add(analysis.getClass().getSimpleName() + (late ? " late" : ""));
        ended.complete(new Ended(analysis, late));
    }

    Ended await() {
        try {
            return ended.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no end was told, only " + calls, e);
        }
    }

    boolean over() {
        return ended.isDone();
    }
}
