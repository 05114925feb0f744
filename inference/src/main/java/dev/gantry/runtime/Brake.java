// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Optional;

/// Stops one run, from any thread, before or while it runs: within milliseconds on a CPU, between two graph
/// nodes. A GPU finishes what it was given. Once pulled it stays pulled: one brake for one piece of work.
///
/// Telling native options to terminate, and using them for the next run or freeing them, must not race: so
/// they are attached, told and released under this object's lock, and belong to the session again only after
/// that.
public final class Brake {
    private Optional<RunOptions> options = Optional.empty();
    private boolean pulled;

    public synchronized void pull() {
        pulled = true;
        options.ifPresent(it -> terminate(it, true));
    }

    /// For a run that is about to start.
    ///
    /// @return false when the brake is pulled already: then nothing is attached and nothing may start
    synchronized boolean attach(Optional<RunOptions> ofTheSession) {
        if (!pulled) {
            options = ofTheSession;
        }
        return !pulled;
    }

    /// After the run: the session may use its options again.
    ///
    /// @return whether the brake was pulled by then
    synchronized boolean release() {
        if (pulled) {
            options.ifPresent(it -> terminate(it, false));
        }
        options = Optional.empty();
        return pulled;
    }

    private static void terminate(RunOptions options, boolean stop) {
        try {
            options.setTerminate(stop);
        } catch (OrtException e) {
            throw new IllegalStateException("a run cannot be stopped", e);
        }
    }
}
