// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.spool.Spool;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What scanners meet: our listener, provider and spool, on a port of its own.
final class Gantry implements AutoCloseable {
    static final String TITLE = "GANTRY";
    /// Nothing is refused for a disk that is nearly full of other things.
    private static final int ANY_PERCENT = 99;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Spool spool;
    private final Listener listener;

    Gantry(Path folder) throws Exception {
        spool = Spool.open(new SpoolSettings(folder, Durability.FSYNC, Role.COPY, ANY_PERCENT - 1, ANY_PERCENT), vertx,
                object -> object.bytes().release(), Clock.systemUTC(), System::nanoTime);
        listener = new Listener(new DicomSettings(TITLE, "127.0.0.1", 0, 64, 64, 131_072, Duration.ofSeconds(5),
                Duration.ofSeconds(60), List.of("explicit-little-endian"), NativeCodecs.OFF), new Provider(spool));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
    }

    int port() {
        return listener.actualPort();
    }

    /// By SOP Instance UID.
    Map<String, Ware> kept() throws IOException {
        var kept = new HashMap<String, Ware>();
        for (var object : spool.find(_ -> true)) {
            kept.put(object.sopInstanceUid(), Ware.of(object));
        }
        return kept;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        spool.close();
    }
}
