// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Optional;

/// Stops one run, from any thread, before or while it runs: within milliseconds on a CPU, between two graph
/// nodes.
///
/// Telling native options to terminate and freeing them must not race, so both happen under this object's
/// lock.
public final class Brake {
    private Optional<RunOptions> options = Optional.empty();
    private boolean pulled;

    public synchronized void pull() {
        pulled = true;
        options.ifPresent(Brake::terminate);
    }

    synchronized boolean pulled() {
        return pulled;
    }

    /// The options of a run that is about to start.
    synchronized RunOptions attach() throws OrtException {
        var fresh = new RunOptions();
        options = Optional.of(fresh);
        // Errors come as exceptions; being stopped is none.
        fresh.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        if (pulled) {
            terminate(fresh);
        }
        return fresh;
    }

    synchronized void release() {
        options.ifPresent(RunOptions::close);
        options = Optional.empty();
    }

    private static void terminate(RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new IllegalStateException("a run cannot be stopped", e);
        }
    }
}
