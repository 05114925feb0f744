// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what an earlier process died of into the register, and the objects it died of twice into quarantine.
record Blame(Register register, Quarantine quarantine, Function<String, Path> files) {
    private static final Logger LOG = LoggerFactory.getLogger(Blame.class);

    /// The crash is on disk before the attempt is cleared; its number keeps it from being counted twice.
    ///
    /// @throws IOException when it cannot be kept
    void lay(Attempts attempts) throws IOException {
        for (var found : attempts.found()) {
            LOG.warn("the process ended while it tried something id={} tried=\"{}\"", found.id(), found.what());
            try {
                register.crashed(new Entry.Crashed(found.id(), found.what(), found.number()))
                        .toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                throw new IOException("the spool's journal cannot be written", e.getCause());
            }
            if (register.barred(found.id()).contains(found.what())) {
                quarantine.add(found.id(), files.apply(found.id()), found.what());
            }
        }
        attempts.clear();
    }
}
